package io.jitpeers.pcap.testkit;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.libpcap.FilterProgram;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that ask the real libpcap. Where it is missing they are skipped, which is printed;
 * with {@code CI=true} in the environment they run all the same, and fail with what is missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresLibPcap.Condition.class)
public @interface RequiresLibPcap {

  /** Looks for libpcap. */
  final class Condition implements ExecutionCondition {
    private static final int DLT_EN10MB = 1;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if ("true".equals(System.getenv("CI"))) {
        return ConditionEvaluationResult.enabled("this is a CI build, which has to have libpcap");
      }
      try {
        FilterProgram.compile(DLT_EN10MB, "ip").close();
        return ConditionEvaluationResult.enabled("libpcap is there");
      } catch (PcapException e) {
        String reason = "NOT TESTED: " + context.getDisplayName() + ": " + e.getMessage();
        System.err.println(reason);
        return ConditionEvaluationResult.disabled(reason);
      }
    }
  }
}
