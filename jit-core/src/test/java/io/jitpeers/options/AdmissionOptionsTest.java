package io.jitpeers.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionOptionsTest {

  @Test
  void hasTheDocumentedDefaults() {
    AdmissionOptions options = AdmissionOptions.defaults();

    assertThat(options.perSourceRate()).isEqualTo(20);
    assertThat(options.perSourceBurst()).isEqualTo(50);
    assertThat(options.globalRate()).isEqualTo(5_000);
    assertThat(options.globalBurst()).isEqualTo(5_000);
    assertThat(options.trackedSources()).isEqualTo(65_536);
    assertThat(options.duplicateWindow()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.queueCapacity()).isEqualTo(8_192);
    assertThat(options.openerThreads()).isEqualTo(1);
  }

  @Test
  void keepsWhatIsSetAndCopiesOnBuild() {
    AdmissionOptions.Builder builder =
        AdmissionOptions.builder()
            .perSourceRate(1)
            .perSourceBurst(2)
            .globalRate(3)
            .globalBurst(4)
            .trackedSources(5)
            .duplicateWindow(Duration.ZERO)
            .queueCapacity(7)
            .openerThreads(8);
    AdmissionOptions options = builder.build();
    builder.perSourceRate(100);

    assertThat(options.perSourceRate()).isEqualTo(1);
    assertThat(options.perSourceBurst()).isEqualTo(2);
    assertThat(options.globalRate()).isEqualTo(3);
    assertThat(options.globalBurst()).isEqualTo(4);
    assertThat(options.trackedSources()).isEqualTo(5);
    assertThat(options.duplicateWindow()).isZero();
    assertThat(options.queueCapacity()).isEqualTo(7);
    assertThat(options.openerThreads()).isEqualTo(8);
  }

  static Stream<Arguments> badValues() {
    return Stream.of(
        bad("per-source rate must be 1 to 1000000, not 0", b -> b.perSourceRate(0)),
        bad("per-source rate must be 1 to 1000000, not 1000001", b -> b.perSourceRate(1_000_001)),
        bad("per-source burst must be 1 to 1000000, not -3", b -> b.perSourceBurst(-3)),
        bad("global rate must be 1 to 1000000, not 0", b -> b.globalRate(0)),
        bad("global burst must be 1 to 1000000, not 0", b -> b.globalBurst(0)),
        bad("tracked sources must be 4 to 16777216, not 3", b -> b.trackedSources(3)),
        bad("zero to one minute, not PT-1S", b -> b.duplicateWindow(Duration.ofSeconds(-1))),
        bad("zero to one minute, not PT1M1S", b -> b.duplicateWindow(Duration.ofSeconds(61))),
        bad("queue capacity must be 1 to 1048576, not 0", b -> b.queueCapacity(0)),
        bad("opener threads must be 1 to 256, not 257", b -> b.openerThreads(257)));
  }

  private static Arguments bad(String message, Consumer<AdmissionOptions.Builder> setter) {
    return Arguments.of(message, setter);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badValues")
  void rejectsABadValueAtOnceAndNamesIt(String message, Consumer<AdmissionOptions.Builder> setter) {
    AdmissionOptions.Builder builder = AdmissionOptions.builder();

    assertThatThrownBy(() -> setter.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
