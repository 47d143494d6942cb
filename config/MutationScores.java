import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes the scores of mutation testing into docs/testing.md, a row for each package. It reads the
 * reports that {@code mvn verify -Pmutation} left in the modules. The rows of packages that no
 * report contains stay as they are.
 *
 * <p>Run it from the root of the repository: {@code java config/MutationScores.java}
 */
final class MutationScores {
  private static final Path PAGE = Path.of("docs/testing.md");
  private static final String BEGIN = "<!-- mutation scores: java config/MutationScores.java -->";
  private static final String END = "<!-- end of mutation scores -->";

  /** What became of the mutations of one package. */
  private static final class Score {
    private int killed;
    private int uncovered;
    private int total;

    void add(String status, boolean detected) {
      total++;
      killed += detected ? 1 : 0;
      uncovered += status.equals("NO_COVERAGE") ? 1 : 0;
    }

    String row(String module, String name) {
      return "| `%s` | `%s` | %,d of %,d | %d %% | %d %% |"
          .formatted(module, name, killed, total, percent(total), percent(total - uncovered));
    }

    private int percent(int of) {
      return of == 0 ? 100 : 100 * killed / of;
    }
  }

  public static void main(String[] args) throws Exception {
    Map<String, Map<String, String>> rows = rowsOf(Files.readString(PAGE));
    for (Path report : reports()) {
      String module = report.getName(0).toString();
      Map<String, String> ofModule = rows.computeIfAbsent(module, name -> new TreeMap<>());
      read(report).forEach((name, score) -> ofModule.put(name, score.row(module, name)));
    }
    Files.writeString(PAGE, replaced(Files.readString(PAGE), rows));
  }

  private static List<Path> reports() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(""))) {
      return modules
          .map(module -> module.resolve("target/pit-reports/mutations.xml"))
          .filter(Files::exists)
          .sorted()
          .toList();
    }
  }

  private static Map<String, Score> read(Path report) throws Exception {
    NodeList mutations =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("mutation");
    Map<String, Score> scores = new TreeMap<>();
    for (int i = 0; i < mutations.getLength(); i++) {
      Element mutation = (Element) mutations.item(i);
      String type = mutation.getElementsByTagName("mutatedClass").item(0).getTextContent();
      scores
          .computeIfAbsent(type.substring(0, type.lastIndexOf('.')), name -> new Score())
          .add(mutation.getAttribute("status"), mutation.getAttribute("detected").equals("true"));
    }
    return scores;
  }

  /** Returns the rows of the page, by module and package. */
  private static Map<String, Map<String, String>> rowsOf(String page) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    page.substring(page.indexOf(BEGIN), page.indexOf(END))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("`"))
        .forEach(
            cells ->
                rows.computeIfAbsent(cells[1], module -> new TreeMap<>())
                    .put(cells[3], String.join("`", cells)));
    return rows;
  }

  private static String replaced(String page, Map<String, Map<String, String>> rows) {
    StringBuilder table = new StringBuilder(BEGIN);
    table.append("\n| module | package | noticed | of all | of those that tests reach |\n");
    table.append("|---|---|---|---|---|\n");
    rows.values()
        .forEach(ofModule -> ofModule.values().forEach(row -> table.append(row).append('\n')));
    return page.substring(0, page.indexOf(BEGIN)) + table + page.substring(page.indexOf(END));
  }
}
