package io.jitpeers.examples.gateway.status;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that open the page in a browser. Where Chromium is missing they are skipped, which is
 * printed; with {@code CI=true} in the environment they run all the same, and fail with what is
 * missing.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresChromium.Condition.class)
@interface RequiresChromium {

  /** Looks for Chromium. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if ("true".equals(System.getenv("CI"))) {
        return ConditionEvaluationResult.enabled("this is a CI build, which has to have Chromium");
      }
      if (Chromium.program().isPresent()) {
        return ConditionEvaluationResult.enabled("Chromium is there");
      }
      String reason = "NOT TESTED: " + context.getDisplayName() + ": there is no chromium program";
      System.err.println(reason);
      return ConditionEvaluationResult.disabled(reason);
    }
  }
}
