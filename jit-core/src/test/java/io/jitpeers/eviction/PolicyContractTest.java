package io.jitpeers.eviction;

import io.jitpeers.testkit.contract.EvictionPolicyContract;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * Each policy of the library, and each combination that {@link EvictionPolicy} builds, meets the
 * contract.
 */
class PolicyContractTest {

  @Nested
  class Idle extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return IdlePolicy.of(Duration.ofHours(1));
    }
  }

  @Nested
  class Probation extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return ProbationPolicy.of(Duration.ofMinutes(90));
    }
  }

  @Nested
  class Capacity extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return CapacityPolicy.of(90, 100, Duration.ofHours(1));
    }
  }

  @Nested
  class Expiry extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return ExpiryPolicy.of();
    }
  }

  @Nested
  class Standard extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return EvictionPolicies.standard();
    }
  }

  @Nested
  class Condition extends EvictionPolicyContract {
    @Override
    protected EvictionPolicy createPolicy() {
      return EvictionPolicy.when(EvictionCause.MANUAL, peer -> peer.rxBytes() % 2 == 0);
    }
  }
}
