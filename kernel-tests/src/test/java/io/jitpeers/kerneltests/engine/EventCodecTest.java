package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;

class EventCodecTest {
  private static final String NASTY = "a\tb\\t\nc\r\n\\\u00e9\ud83d\ude00";

  static List<RunEvent> events() {
    return List.of(
        new RunEvent.Registered(
            "/[a:b]/[c:1]",
            "/[a:b]",
            NASTY,
            "m()[1]",
            TestDescriptor.Type.TEST,
            Optional.of(
                org.junit.platform.engine.support.descriptor.MethodSource.from(
                    "some.Type", "method", "int, java.lang.String"))),
        new RunEvent.Registered(
            "/[a:b]/[c:2]",
            "/[a:b]",
            "",
            "",
            TestDescriptor.Type.CONTAINER,
            Optional.of(ClassSource.from("some.Type"))),
        new RunEvent.Registered(
            "/[a:b]/[c:3]", "", "x", "y", TestDescriptor.Type.TEST, Optional.empty()),
        new RunEvent.Started(""),
        new RunEvent.Finished("/[a:b]", Status.SUCCESSFUL, Optional.empty()),
        new RunEvent.Finished(
            NASTY,
            Status.FAILED,
            Optional.of(Failures.describe(new IllegalStateException(NASTY, new Error("cause"))))),
        new RunEvent.Finished(
            "/[a:b]", Status.ABORTED, Optional.of(Failures.describe(new AssertionError()))),
        new RunEvent.Skipped("/[a:b]", NASTY),
        new RunEvent.Skipped("/[a:b]", ""),
        new RunEvent.Published("/[a:b]", Map.of(NASTY, "1", "empty", "")),
        new RunEvent.Ended());
  }

  @ParameterizedTest
  @MethodSource("events")
  void eventsSurviveALine(RunEvent event) {
    String line = EventCodec.encode(event);

    assertThat(line).doesNotContain("\n", "\r");
    assertThat(EventCodec.decode(line)).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ended",
        "unheard of\t",
        "started\t",
        "finished\t/[a:b]\tSUCCESSFUL\t\\",
        "finished\t/[a:b]\tGONE\t\t",
        "skipped\t/[a:b]\twith \\x\t"
      })
  void otherLinesAreRefused(String line) {
    assertThatThrownBy(() -> EventCodec.decode(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linesThatAreCutOffAreRefused() {
    String line = EventCodec.encode(new RunEvent.Skipped("/[a:b]", "reason"));
    for (int length = 0; length < line.length(); length++) {
      String part = line.substring(0, length);
      assertThatThrownBy(() -> EventCodec.decode(part))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
