package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that the code in pages is part of the projects, which are built and run. */
class PackagingDocumentTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (\\S+) -->\\n)?```\\w+\\n(.*?)```", Pattern.DOTALL);
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));

  @ParameterizedTest
  @CsvSource({"packaging.md, 10", "spring-boot.md, 7"})
  void eachBlockIsPartOfAProject(String page, int expected) throws Exception {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs").resolve(page)));
    int count = 0;
    while (blocks.find()) {
      String file = blocks.group(1);
      assertThat(file).as("the file of the block\n%s", blocks.group()).isNotNull();
      Path path = ROOT.resolve("packaging-tests/src/projects").resolve(file);
      assertThat(lines(Files.readString(path))).containsSequence(lines(blocks.group(2)));
      count++;
    }
    assertThat(count).isEqualTo(expected);
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).toList();
  }
}
