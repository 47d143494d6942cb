package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettuceReleaseTest {
  private static final String TITLE = "Lettuce";

  @ParameterizedTest
  @ValueSource(strings = {"6.6.0.RELEASE/643bd47", "6.7.1.RELEASE", "5.3.7.RELEASE"})
  void anOldReleaseIsRefusedWithTheRemedy(String version) {
    assertThatIllegalStateException()
        .isThrownBy(() -> LettuceRelease.check(TITLE, version))
        .withMessageContainingAll("needs Lettuce 6.8", version, "lettuce.version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.8.0.RELEASE/1", "6.10.0.RELEASE", "7.7.0.RELEASE", "10.0.0", "odd"})
  void otherReleasesPass(String version) {
    assertThatCode(() -> LettuceRelease.check(TITLE, version)).doesNotThrowAnyException();
  }

  @Test
  void aShadedJarSaysNothingAboutLettuce() {
    assertThatCode(() -> LettuceRelease.check("My gateway", "1.0.0")).doesNotThrowAnyException();
    assertThatCode(() -> LettuceRelease.check(null, null)).doesNotThrowAnyException();
    assertThatCode(() -> LettuceRelease.check(TITLE, null)).doesNotThrowAnyException();
  }

  @Test
  void theReleaseOfThisBuildPasses() {
    assertThatCode(LettuceRelease::check).doesNotThrowAnyException();
  }
}
