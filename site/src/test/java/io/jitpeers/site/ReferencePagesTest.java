package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests that the reference pages are those of the code. With {@code -Dreference.write} the test
 * writes them first.
 */
class ReferencePagesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void theReferenceIsThatOfTheCode() throws Exception {
    if (System.getProperty("reference.write") != null) {
      ReferencePages.replace(ROOT);
    }
    Map<String, String> kept = new HashMap<>();
    try (Stream<Path> files = Files.list(ReferencePages.folder(ROOT))) {
      for (Path file : files.toList()) {
        kept.put(file.getFileName().toString(), Files.readString(file));
      }
    }

    assertThat(kept)
        .as("docs/reference; write it anew with: make reference")
        .containsExactlyInAnyOrderEntriesOf(ReferencePages.write(ROOT));
  }

  /** A list as a default, or a line break in the code of a comment, had made such spans. */
  @Test
  void noCodeIsEmptyOrBeginsWithASpace() throws Exception {
    Pattern code = Pattern.compile("`([^`]*)`");
    ReferencePages.write(ROOT)
        .forEach(
            (name, page) ->
                assertThat(code.matcher(page.replaceAll("(?s)```.*?```", "")).results())
                    .as(name)
                    .extracting(found -> found.group(1))
                    .isNotEmpty()
                    .allMatch(text -> !text.isEmpty() && text.equals(text.strip())));
  }
}
