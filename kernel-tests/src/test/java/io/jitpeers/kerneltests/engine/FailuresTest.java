package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FailuresTest {
  @Test
  void assertionStaysAnAssertionWithItsPlaceAndText() {
    AssertionError thrown = new AssertionError("expected 1", new IOException("below"));

    Throwable revived = Failures.revive(Failures.describe(thrown));

    assertThat(revived).isInstanceOf(AssertionError.class).hasMessage("expected 1");
    assertThat(revived.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(printed(revived)).isEqualTo(printed(thrown)).contains("Caused by", "below");
  }

  @Test
  void otherExceptionNamesItsTypeAndIsNoAssertion() {
    IOException thrown = new IOException("no route");

    Throwable revived = Failures.revive(Failures.describe(thrown));

    assertThat(revived)
        .isNotInstanceOf(AssertionError.class)
        .hasMessage("java.io.IOException: no route");
    assertThat(printed(revived)).isEqualTo(printed(thrown));
  }

  private static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
