package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.NullArguments;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nulls are refused at once, and alike, wherever a user can give one. */
class NullsTest {

  @Test
  void factoriesAndBuildersRefuseThem() throws Exception {
    NullArguments nulls = NullArguments.of(NetlinkPeerStore.class, Map.of());
    assertThat(nulls.accepting()).isEmpty();
    assertThat(nulls.tried()).isGreaterThan(3);
  }
}
