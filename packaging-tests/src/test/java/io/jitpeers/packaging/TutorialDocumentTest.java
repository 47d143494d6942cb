package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a reader who follows a tutorial has exactly the files that are built and run. */
class TutorialDocumentTest {
  private static final Pattern FILE =
      Pattern.compile("<!-- (tutorial-\\S+) -->\\n```\\w+\\n(.*?)```", Pattern.DOTALL);
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final Path PROJECTS = ROOT.resolve("packaging-tests/src/projects");

  @ParameterizedTest
  @CsvSource({"plug-in.md, tutorial-plugin", "control-plane.md, tutorial-control-plane"})
  void aPageHasEachFileOfItsProject(String page, String project) throws Exception {
    String text = Files.readString(ROOT.resolve("docs/tutorials").resolve(page));
    Map<String, String> documented = new TreeMap<>();
    Matcher blocks = FILE.matcher(text);
    while (blocks.find()) {
      documented.put(blocks.group(1), blocks.group(2));
    }

    assertThat(documented).containsExactlyEntriesOf(files(project));
    String prose = text.replaceAll("(?s)<!--.*?-->|```.*?```", "");
    for (String file : documented.keySet()) {
      assertThat(prose).contains("`" + file.substring(project.length() + 1) + "`");
    }
  }

  private static Map<String, String> files(String project) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(PROJECTS.resolve(project))) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        files.put(PROJECTS.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }
}
