package io.jitpeers.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Events;
import io.jitpeers.testing.JavaProcess;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** On the class path of a runtime image without the module {@code jdk.jfr}. */
class WithoutFlightRecorderTest {
  private static final String RECORDER = "jdk.jfr";

  @Test
  void theLibraryWorksAndRecordsNothing() throws Exception {
    String others =
        ModuleFinder.ofSystem().findAll().stream()
            .map(ModuleReference::descriptor)
            .filter(module -> !module.name().equals(RECORDER))
            .filter(
                module ->
                    module.requires().stream()
                        .noneMatch(
                            required -> Set.of(RECORDER, "java.se").contains(required.name())))
            .map(module -> module.name())
            .filter(name -> !name.equals("java.se"))
            .collect(Collectors.joining(","));

    assertThat(new JavaProcess().with("--limit-modules", others).run(Main.class))
        .containsExactly("recorder: false", "recorded: 0");
    assertThat(new JavaProcess().run(Main.class)).contains("recorder: true", "recorded: 0");
  }

  /** Does what a provisioning and a sweep do. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println("recorder: " + ModuleLayer.boot().findModule(RECORDER).isPresent());
      int recorded = 0;
      Events events = new Events();
      events.stageTook(Stage.FIRST_PACKET, 1);
      recorded += Recording.sweep() == null ? 0 : 1;
      recorded += Recording.provisioning() == null ? 0 : 1;
      recorded += events.tracers().begin(true) == null ? 0 : 1;
      System.out.println("recorded: " + recorded);
    }
  }
}
