package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FlameGraphTest {
  @Test
  void aFrameIsAsWideAsItsShare() throws Exception {
    String image =
        image(
            "[main tid=1];io/jitpeers/A.<init>_[j];a/B.c_[i] 3",
            "[main tid=1];io/jitpeers/A.<init>_[j];libc.so.6`read;vfs_read_[k] 1");

    assertThat(image)
        .contains("<title>io.jitpeers.A.&lt;init&gt; 100.0%</title><rect class=\"o\" x=\"0.0\"")
        .containsPattern(
            "<title>a\\.B\\.c 75\\.0%</title><rect class=\"j\" x=\"0\\.0\" y=\"\\d+\" width=\"900\\.0\"")
        .containsPattern(
            "<title>libc\\.so\\.6 read 25\\.0%</title><rect class=\"n\" x=\"900\\.0\" y=\"\\d+\" width=\"300\\.0\"")
        .contains("<title>vfs_read 25.0%</title><rect class=\"k\"");
    assertThat(parsed(image).getDocumentElement().getTagName()).isEqualTo("svg");
  }

  @Test
  void leavesNarrowFramesOut() {
    String image = image("[main tid=1];a/Wide.run_[j] 9999", "[main tid=1];a/Narrow.run_[j] 1");

    assertThat(image).contains("Wide.run").doesNotContain("Narrow");
  }

  @Test
  void staysSmall() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      lines.add("[main tid=1];a/B.c_[j];package/Class%d.method_[j];d/E.f_[i] 1".formatted(i));
    }

    assertThat(image(lines.toArray(String[]::new)).length()).isLessThan(2_000);
  }

  private static String image(String... lines) {
    return FlameGraph.of("a title", Stack.parse(List.of(lines), false));
  }

  private static Document parsed(String image) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(image)));
  }
}
