package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The main program inside the kernel: it runs Jupiter with the tests that were selected outside.
 */
final class InnerMain {
  private static final String JUPITER = "junit-jupiter";

  /** Longer than any test runs without an event on an undisturbed machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private InnerMain() {}

  /**
   * Runs the tests and ends the JVM, even if a test left threads behind.
   *
   * @param args the folder of the run
   */
  public static void main(String[] args) throws IOException {
    RunFolder folder = new RunFolder(Path.of(args[0]));
    SilenceWatch watch = new SilenceWatch(PATIENCE, System::nanoTime, System.out);
    watch.start();
    var unused = Pulse.start(folder.pulse());
    run(
        Files.readAllLines(folder.tests()),
        Files.readAllLines(folder.parameters()),
        folder.events(),
        watch::event);
    System.exit(0);
  }

  /**
   * Runs tests.
   *
   * @param parameters lines of a name and a value
   * @param events the file for the events
   * @param written called after each event
   */
  static void run(List<String> tests, List<String> parameters, Path events, Runnable written)
      throws IOException {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String test : tests) {
      selectors.add(DiscoverySelectors.selectUniqueId(Ids.in(JUPITER, test)));
    }
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectors);
    for (String parameter : parameters) {
      List<String> pair = Fields.split(parameter);
      request.configurationParameter(pair.get(0), pair.get(1));
    }
    run(request.build(), events, written);
  }

  private static void run(LauncherDiscoveryRequest request, Path events, Runnable written)
      throws IOException {
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .build();
    try (EventWriter writer = new EventWriter(events, written);
        LauncherSession session = LauncherFactory.openSession(config)) {
      session.getLauncher().execute(request, writer);
    }
  }

  /** Returns the lines for {@link #run(List, List, Path, Runnable)}. */
  static List<String> parameterLines(Map<String, String> parameters) {
    List<String> lines = new ArrayList<>();
    parameters.forEach((name, value) -> lines.add(Fields.join(List.of(name, value))));
    return lines;
  }
}
