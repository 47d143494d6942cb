package io.jitpeers.examples.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The manual pages and completions name what the programs accept. */
class ManualCommandTest {
  @TempDir Path folder;

  static List<InstalledProgram> programs() {
    return InstalledProgram.all();
  }

  private static int write(Path folder, StringWriter err) {
    return new CommandLine(new ManualCommand())
        .setErr(new PrintWriter(err))
        .execute(folder.toString());
  }

  private String read(String file) throws Exception {
    return Files.readString(folder.resolve(file));
  }

  private static Stream<CommandLine> commands(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(c -> commands(c)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void eachCommandAndOptionIsOnThePageAndCompleted(InstalledProgram program) throws Exception {
    assertThat(write(folder, new StringWriter())).isZero();
    String page = read(program.name() + "." + program.section());
    String completion = read("completions/" + program.name());

    assertThat(page).startsWith(".TH " + program.name().replace("-", "\\-") + " ");
    assertThat(page).doesNotContain("@|", "${");
    assertThat(completion).contains("complete -F _complete_" + program.name() + " ");
    commands(program.commandLine())
        .flatMap(command -> command.getCommandSpec().options().stream())
        .map(option -> option.longestName())
        .forEach(
            option -> {
              assertThat(page).contains(option.replace("-", "\\-"));
              assertThat(completion).contains(option);
            });
    commands(program.commandLine())
        .skip(1)
        .map(command -> command.getCommandSpec().qualifiedName())
        .forEach(name -> assertThat(page).contains(".SS \"" + name.replace("-", "\\-") + "\""));
  }

  @Test
  void aSecondRunWritesTheSameBytes() throws Exception {
    write(folder.resolve("one"), new StringWriter());
    write(folder.resolve("two"), new StringWriter());

    for (InstalledProgram program : programs()) {
      for (String file :
          List.of(program.name() + "." + program.section(), "completions/" + program.name())) {
        assertThat(read("two/" + file)).isEqualTo(read("one/" + file));
      }
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsReported() throws Exception {
    Path file = Files.write(folder.resolve("file"), "text".getBytes(StandardCharsets.UTF_8));
    StringWriter err = new StringWriter();

    assertThat(write(file, err)).isEqualTo(1);
    assertThat(err.toString()).contains("manual: the folder " + file + " cannot be written: ");
  }

  @Test
  void whatIsARequestInAManualPageIsWrittenAsText() {
    Roff roff = new Roff();
    roff.text(".SH \\fB\n'quoted' --all");
    roff.macro("SH", "a \"b\"");

    assertThat(roff.toString())
        .isEqualTo("\\&.SH \\efB\n\\&'quoted' \\-\\-all\n.SH \"a \\(dqb\\(dq\"\n");
  }
}
