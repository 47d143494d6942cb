package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jitpeers.examples.Main;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

/**
 * Tests that no block of the pages can become wrong unnoticed. A comment before each block names
 * the file that has the block's lines, or the test that runs it, or says why none does. In
 * addition, commands and settings are compared with the programs.
 */
class BlocksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern RUN_BY =
      Pattern.compile("(?:run|checked|sent) by (\\w+)(?:, \\S+)?");
  private static final Pattern COMMAND = Pattern.compile("jit-examples\\.jar +([^|&#'\\n]+)");
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  static List<Block> blocks() throws IOException {
    return Block.all(ROOT);
  }

  @Test
  void thereAreBlocks() throws Exception {
    assertThat(blocks()).hasSizeGreaterThan(80);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void aBlockHasATestOrAFile(Block block) throws Exception {
    String marker = block.marker();
    Matcher test = RUN_BY.matcher(marker);
    if (test.matches()) {
      String source = test(test.group(1));
      if (!test.group(1).equals(BlocksTest.class.getSimpleName())) {
        assertThat(source).as("%s: the test's source", block).contains(name(Path.of(block.page())));
      }
    } else if (!marker.startsWith("not run: ")) {
      assertThat(marker).as("%s: a comment that names its test", block).isNotEmpty();
      assertThat(stripped(file(marker))).as(marker).containsSequence(stripped(block.lines()));
    }
  }

  private static List<String> stripped(List<String> lines) {
    return lines.stream().map(String::strip).toList();
  }

  private static List<String> file(String marker) throws IOException {
    Path project = ROOT.resolve("packaging-tests/src/projects").resolve(marker);
    return Files.readAllLines(Files.exists(project) ? project : ROOT.resolve(marker));
  }

  private static String test(String name) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean made = List.of("target", "node_modules", ".git").contains(name(folder));
            return made ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(name + ".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(found).as("the source of %s", name).hasSize(1);
    return Files.readString(found.get(0));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theProgramsHaveTheCommandsOfABlock(Block block) {
    String joined = String.join("\n", block.lines()).replaceAll("\\\\\\n *", " ");
    COMMAND.matcher(joined).results().map(command -> command.group(1)).forEach(BlocksTest::parse);
  }

  /** Parses a command line as the program does. What a reader replaces gets some valid value. */
  private static void parse(String line) {
    String filledIn =
        line.replaceAll("\\$\\([^)]*\\)", KEY)
            .replaceAll("\\bKEY\\b|\\bCLIENT_PUBLIC_KEY\\b", KEY)
            .replace("HOST:PORT", "127.0.0.1:6379");
    Main.allCommands().parseArgs(filledIn.strip().split("\\s+"));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theSettingsOfABlockExist(Block block) throws Exception {
    if (block.language().equals("properties")) {
      Set<String> known = knownKeys();
      List<String> keys =
          block.lines().stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.substring(0, line.indexOf('=')))
              .toList();
      assertThat(known).as(block.toString()).containsAll(keys);
    }
  }

  private static Set<String> knownKeys() throws IOException {
    Path metadata =
        ROOT.resolve(
            "jit-spring-boot-starter/src/main/resources/META-INF/spring-configuration-metadata.json");
    // The help of the gateway program names its own keys.
    String help = Main.allCommands().getSubcommands().get("gateway").getUsageMessage(Ansi.OFF);
    Set<String> keys =
        Pattern.compile("gateway\\.[a-z-]+")
            .matcher(help.replaceAll("gateway\\.\\s+", "gateway."))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(HashSet::new));
    for (JsonNode property : new ObjectMapper().readTree(metadata.toFile()).get("properties")) {
      keys.add(property.get("name").asText().replaceFirst("^jit\\.", ""));
    }
    return keys;
  }

  @Test
  void eachPageIsOnceInTheSidebar() throws Exception {
    String sidebar = Files.readString(ROOT.resolve("site/.vitepress/sidebar.mjs"));
    List<String> linked =
        Pattern.compile("page\\((?:'[^']*'|\"[^\"]*\"), '/([^']+)'\\)")
            .matcher(sidebar)
            .results()
            .map(link -> link.group(1) + ".md")
            .toList();
    try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      List<String> existing =
          pages
              .filter(file -> file.toString().endsWith(".md"))
              .map(file -> ROOT.resolve("docs").relativize(file).toString())
              .filter(page -> !page.equals("index.md"))
              .toList();
      assertThat(linked).containsExactlyInAnyOrderElementsOf(existing);
    }
  }
}
