package io.jitpeers.kerneltests.engine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Runs the code of the kernel's JVM in this JVM, and can drop the last events.
 *
 * @param folder the folder for its file
 * @param most the number of lines that are passed on
 */
record InnerRunHere(Path folder, int most) implements InnerRun {
  static final String CUT = "cut off";

  @Override
  public Optional<String> run(
      List<String> tests, Map<String, String> parameters, Consumer<RunEvent> events) {
    List<String> lines = lines(tests, parameters);
    lines.stream().limit(most).map(EventCodec::decode).forEach(events);
    return lines.size() <= most ? Optional.empty() : Optional.of(CUT);
  }

  private List<String> lines(List<String> tests, Map<String, String> parameters) {
    try {
      Path file = Files.createTempFile(folder, "events", ".log");
      InnerMain.run(tests, InnerMain.parameterLines(parameters), file, () -> {});
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many lines a whole run has. */
  static int lines(Path folder, Class<?>... types) {
    AtomicInteger count = new AtomicInteger();
    InnerRun run =
        (tests, parameters, events) -> {
          count.set(new InnerRunHere(folder, 0).lines(tests, parameters).size());
          return Optional.empty();
        };
    EngineTestKit.engine(new KernelTestEngine(Fixtures.CLASS_NAME_END, () -> Optional.of(run)))
        .selectors(
            Stream.of(types).map(type -> selectClass(type)).toArray(DiscoverySelector[]::new))
        .execute();
    return count.get();
  }
}
