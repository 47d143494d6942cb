package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Tests that {@code jit-bom}, which has no parent, agrees with the modules. */
class BomTest {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));

  @Test
  void itManagesEachPublishedArtifactAndNothingElse() throws Exception {
    List<String> managed = new ArrayList<>();
    for (Element dependency : elements(read("jit-bom/pom.xml"), "dependency")) {
      assertThat(text(dependency, "groupId")).isEqualTo("io.jitpeers");
      assertThat(text(dependency, "version")).isEqualTo("${project.version}");
      assertThat(elements(dependency, "scope")).isEmpty();
      managed.add(text(dependency, "artifactId"));
    }

    assertThat(managed).containsExactlyElementsOf(published());
  }

  @Test
  void itHasTheVersionOfTheOthers() throws Exception {
    Element bom = read("jit-bom/pom.xml").getDocumentElement();
    Element parent = read("pom.xml").getDocumentElement();

    assertThat(text(bom, "version")).isEqualTo(text(parent, "version"));
    assertThat(elements(bom, "parent")).isEmpty();
  }

  /** Returns the names of the modules that have jars, in the order of the alphabet. */
  private static List<String> published() throws Exception {
    return LocalRepository.modules(ROOT).stream()
        .filter(LocalRepository::hasJar)
        .map(module -> module.getFileName().toString())
        .sorted()
        .toList();
  }

  private static Document read(String file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(file).toFile());
  }

  private static List<Element> elements(Document document, String name) {
    return elements(document.getDocumentElement(), name);
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  /** Returns the text of the first element of a name, which is a POM's own in its head. */
  private static String text(Element parent, String name) {
    return elements(parent, name).get(0).getTextContent();
  }
}
