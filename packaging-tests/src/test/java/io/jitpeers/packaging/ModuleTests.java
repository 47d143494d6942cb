package io.jitpeers.packaging;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A program that runs the tests of packages on its own JVM, which may be one for another processor
 * than that of the build. It prints a line for each test that failed or was skipped, and the number
 * of those that passed.
 */
public final class ModuleTests implements TestExecutionListener {
  private int passed;
  private boolean failed;

  private ModuleTests() {}

  /**
   * Runs tests.
   *
   * @param arguments a regular expression for the names of classes and methods to leave out, and
   *     the packages
   */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    Predicate<String> leftOut = Pattern.compile(arguments[0]).asPredicate();
    PostDiscoveryFilter wanted =
        found -> FilterResult.includedIf(!leftOut.test(found.getUniqueId().toString()));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(arguments).skip(1).map(DiscoverySelectors::selectPackage).toList())
            .filters(includeClassNamePatterns(".*Test"), wanted)
            .build();
    ModuleTests tests = new ModuleTests();
    LauncherFactory.create().execute(request, tests);
    System.out.println("PASSED " + tests.passed);
    // Threads that a test left behind do not keep the program.
    System.exit(tests.failed || tests.passed == 0 ? 1 : 0);
  }

  @Override
  @SuppressWarnings("SystemOut")
  public void executionSkipped(TestIdentifier test, String reason) {
    System.out.println("SKIPPED " + test.getUniqueId() + ": " + reason);
  }

  @Override
  @SuppressWarnings("SystemOut")
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      failed |= result.getStatus() == TestExecutionResult.Status.FAILED;
      System.out.println(
          result.getStatus()
              + " "
              + test.getUniqueId()
              + ": "
              + result.getThrowable().map(Throwable::toString).orElse(""));
    } else if (test.isTest()) {
      passed++;
    }
  }
}
