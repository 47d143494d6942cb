package io.jitpeers.kerneltests.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;

/**
 * Runs the Jupiter test classes whose name ends with {@code KernelIT} on a kernel with WireGuard.
 * Tests are reported as Jupiter itself would report them, except that a skipped or aborted test
 * counts as failed.
 */
public final class KernelTestEngine implements TestEngine {
  /** The engine's id, for Failsafe's {@code includeJUnit5Engines}. */
  static final String ID = "jit-kernel";

  private final JupiterTestEngine jupiter = new JupiterTestEngine();
  private final String classNameEnd;
  private final Supplier<Optional<InnerRun>> elsewhere;

  /** Creates the engine; for the service loader. */
  public KernelTestEngine() {
    this("KernelIT", UmlRun::ofSystemProperties);
  }

  /**
   * Creates an engine.
   *
   * @param classNameEnd the suffix of its test classes' names
   * @param elsewhere asked when tests are to run: returns where to run them, or empty to run them
   *     in this JVM
   */
  KernelTestEngine(String classNameEnd, Supplier<Optional<InnerRun>> elsewhere) {
    this.classNameEnd = classNameEnd;
    this.elsewhere = elsewhere;
  }

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
    TestDescriptor root = jupiter.discover(request, uniqueId);
    for (TestDescriptor child : List.copyOf(root.getChildren())) {
      if (!isKernelTest(child)) {
        child.removeFromHierarchy();
      }
    }
    return root;
  }

  private boolean isKernelTest(TestDescriptor test) {
    return test.getSource().orElse(null) instanceof ClassSource source
        && source.getClassName().endsWith(classNameEnd);
  }

  @Override
  public void execute(ExecutionRequest request) {
    TestDescriptor root = request.getRootTestDescriptor();
    EngineExecutionListener listener = new NothingSkipped(request.getEngineExecutionListener());
    if (root.getChildren().isEmpty()) {
      listener.executionStarted(root);
      listener.executionFinished(root, TestExecutionResult.successful());
      return;
    }
    Optional<InnerRun> inner = elsewhere.get();
    if (inner.isPresent()) {
      runElsewhere(request, inner.get(), listener);
    } else {
      jupiter.execute(
          ExecutionRequest.create(
              root,
              listener,
              request.getConfigurationParameters(),
              request.getOutputDirectoryCreator(),
              request.getStore()));
    }
  }

  private static void runElsewhere(
      ExecutionRequest request, InnerRun inner, EngineExecutionListener listener) {
    TestDescriptor root = request.getRootTestDescriptor();
    Replay replay = new Replay(root, listener);
    listener.executionStarted(root);
    AssertionError incomplete;
    try {
      Optional<String> reason =
          inner.run(tests(root), parameters(request.getConfigurationParameters()), replay::accept);
      incomplete = new AssertionError(reason.orElse("The run in the kernel left this test out."));
    } catch (RuntimeException e) {
      incomplete = new AssertionError("The run in the kernel broke off: " + e.getMessage(), e);
    }
    listener.executionFinished(root, replay.close(incomplete));
  }

  /**
   * Returns what is left after filters have been applied: the leaves, which are tests or containers
   * that create tests later.
   */
  private static List<String> tests(TestDescriptor root) {
    List<String> tests = new ArrayList<>();
    root.accept(
        test -> {
          if (test.getChildren().isEmpty()) {
            tests.add(Ids.withoutEngine(test.getUniqueId()));
          }
        });
    return tests;
  }

  /**
   * Returns JUnit's own parameters. System properties also count as parameters, but are passed on
   * separately.
   */
  private static Map<String, String> parameters(ConfigurationParameters parameters) {
    Map<String, String> values = new TreeMap<>();
    for (String name : parameters.keySet()) {
      if (!name.startsWith("junit.")) {
        continue;
      }
      parameters.get(name).ifPresent(value -> values.put(name, value));
    }
    return values;
  }
}
