package io.jitpeers.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java of docs/outbound.md, docs/pcap.md, docs/plug-ins.md and docs/tracing.md. */
class SnippetsTest {
  private static final Path ROOT = Path.of("..");
  private static final String IMPORTS =
      """
      import io.jitpeers.*;
      import io.jitpeers.eviction.*;
      import io.jitpeers.examples.plugin.VisitorsPolicy;
      import io.jitpeers.micrometer.*;
      import io.jitpeers.pcap.*;
      import io.jitpeers.settings.*;
      import io.jitpeers.testkit.contract.*;
      import io.micrometer.observation.*;
      import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
      import io.micrometer.tracing.*;
      import io.micrometer.tracing.handler.*;
      import io.micrometer.tracing.propagation.*;
      import java.time.Duration;

      class Snippet {
      """;

  @TempDir Path folder;

  @Test
  void expressionsCompile() throws Exception {
    for (Block block : of("outbound.md", "pcap.md")) {
      compile("Object value() { return " + code(block) + "; }");
    }
  }

  @Test
  void aPlugInCompiles() throws Exception {
    for (Block block : of("plug-ins.md")) {
      compile(code(block).replace("public final class", "static final class"));
    }
  }

  @Test
  void observationsCompile() throws Exception {
    List<Block> blocks = of("tracing.md");
    assertThat(blocks).hasSize(2);
    compile(
        "void observe(JitOrchestrator jit, ObservationRegistry observationRegistry) {"
            + code(blocks.get(0))
            + "}"
            + "void register(ObservationRegistry registry, Tracer tracer, Propagator propagator) {"
            + code(blocks.get(1))
            + "}");
  }

  private static List<Block> of(String... pages) throws Exception {
    List<String> wanted = List.of(pages);
    List<Block> blocks =
        Block.all(ROOT).stream()
            .filter(block -> block.language().equals("java"))
            .filter(block -> wanted.contains(block.page().replace("docs/", "")))
            .toList();
    assertThat(blocks).hasSizeGreaterThanOrEqualTo(wanted.size());
    return blocks;
  }

  private static String code(Block block) {
    return String.join("\n", block.lines());
  }

  private void compile(String members) {
    StringWriter complaints = new StringWriter();
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString());
    JavaFileObject source = new Source(IMPORTS + members + "}");
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(complaints, null, null, options, null, List.of(source))
            .call();
    assertThat(compiled).as("%s\n%s", members, complaints).isTrue();
  }

  /** A source file in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Snippet.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
