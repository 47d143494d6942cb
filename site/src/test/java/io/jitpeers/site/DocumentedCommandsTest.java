package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jitpeers.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of docs/control-plane.md and docs/simulate.md that need no WireGuard. */
@Timeout(600)
@EnabledOnOs({OS.LINUX, OS.MAC})
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..");
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void prepare() throws Exception {
    shell = new Shell(folder);
    shell.write("psk", "PGePwFSWxkWoLwLR7hEssYH8rj7zM1FMsJbboCPP2Ik=\n");
    shell.write("token", "of-this-test\n");
    shell.write(
        "peers.jsonl",
        "{\"version\":1,\"public_key\":\"" + KEY + "\",\"allowed_ips\":[\"10.1.2.9/32\"]}\n");
  }

  @Test
  void peersAreEdited() throws Exception {
    List<String> lines = block("control-plane.md", "alias peer=");
    assertThat(lines).hasSize(6);
    String add = lines.get(1);
    // After each edit the peer is there again for the next one.
    String script =
        String.join("\n", lines.get(0), add, lines.get(2), add, lines.get(3), lines.get(5))
            + "\n"
            + lines.get(4);

    assertThat(shell.run(script.replace("KEY", KEY)))
        .contains(KEY, "10.1.2.9/32")
        .doesNotContain("PGePwFSWxkWoLwLR7hEssYH8rj7zM1FMsJbboCPP2Ik=");
  }

  @Test
  void theControlPlaneListens() throws Exception {
    String line =
        block("control-plane.md", "java -jar jit-examples.jar control-plane --database").get(0);
    Path output = folder.resolve("server.log");
    Process server = shell.start("exec " + line.replace(":8080", ":0"), output);
    try {
      Await.until(
          "the control plane listens",
          () -> Files.readString(output).contains("listening on ") || !server.isAlive());
      assertThat(Files.readString(output)).contains("listening on ");
    } finally {
      server.destroy();
      server.onExit().join();
    }
  }

  @Test
  void manyPeersAreImported() throws Exception {
    String script = String.join("\n", block("control-plane.md", "seq 0"));

    shell.run(script.replace("999999", "999"));

    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("million.db"));
        ResultSet count = database.createStatement().executeQuery("SELECT count(*) FROM peer")) {
      assertThat(count.getInt(1)).isEqualTo(1000);
    }
  }

  @Test
  void theSchemaIsThatOfADatabase() throws Exception {
    shell.run(
        "java -jar jit-examples.jar control-plane peer import --database peers.db peers.jsonl");
    List<String> schema = new ArrayList<>();
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("peers.db"));
        ResultSet tables =
            database
                .createStatement()
                .executeQuery("SELECT sql FROM sqlite_schema WHERE type = 'table'")) {
      while (tables.next()) {
        schema.add(plain(tables.getString(1)));
      }
    }
    String documented = plain(String.join("\n", block("control-plane.md", "CREATE TABLE peer (")));

    assertThat(schema).containsAll(Stream.of(documented.split(";")).map(String::strip).toList());
  }

  /** Returns a statement without comments and line breaks. */
  private static String plain(String sql) {
    return sql.replaceAll("--.*", "").replaceAll("\\s+", " ").strip();
  }

  @Test
  void thresholdsAreSimulated() throws Exception {
    String line = block("simulate.md", "java -jar jit-examples.jar simulate --clients").get(0);
    String heading = block("simulate.md", "Clients: 1,000,000").get(2);

    assertThat(shell.run(line.replace("1000000", "1000")))
        .contains(heading.strip().split(" {2,}"))
        .contains("Clients: 1,000;");
    assertThat(Files.readString(folder.resolve("hot-set.svg"))).contains("<svg");
  }

  @Test
  void examplesOfJsonAreJson() throws Exception {
    for (Block block : Block.all(ROOT)) {
      if (block.language().equals("json")) {
        assertThat(new ObjectMapper().readTree(String.join("\n", block.lines())).size())
            .as(block.toString())
            .isPositive();
      }
    }
  }

  private static List<String> block(String page, String beginning) throws Exception {
    return Block.all(ROOT).stream()
        .filter(block -> block.page().equals("docs/" + page))
        .map(Block::lines)
        .filter(lines -> lines.get(0).startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }
}
