package io.jitpeers.benchmarks.report;

import static io.jitpeers.benchmarks.report.ExampleResults.time;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.report.Markers.MarkerException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkersTest {
  private static final String DOCUMENT =
      """
      # Title
      <!-- figures:one -->
      | old |
      <!-- /figures -->
      Text.

      <!-- figures:two -->
      <!-- /figures -->
      """;

  private static final Results RESULTS = ExampleResults.of(time("a", 1.0), time("b", 2.0));
  private static final List<ReadmeTable> TABLES = List.of(table("one", "a"), table("two", "b"));

  @Test
  void whatIsBetweenMarkersIsReplaced() {
    assertThat(Markers.update(DOCUMENT, TABLES, RESULTS))
        .isEqualTo(
            """
            # Title
            <!-- figures:one -->
            a is 1
            <!-- /figures -->
            Text.

            <!-- figures:two -->
            b is 2
            <!-- /figures -->
            """);
  }

  @Test
  void doingItAgainChangesNothing() {
    String once = Markers.update(DOCUMENT, TABLES, RESULTS);

    assertThat(Markers.update(once, TABLES, RESULTS)).isEqualTo(once);
    assertThat(Markers.names(once)).containsExactly("one", "two");
  }

  @Test
  void aMarkerWithoutATableIsNamed() {
    assertThatThrownBy(() -> Markers.update(DOCUMENT, List.of(table("one", "a")), RESULTS))
        .isInstanceOf(MarkerException.class)
        .hasMessage("There is no table for the marker two, only for [one].");
  }

  @Test
  void aMissingFigureIsNamed() {
    List<ReadmeTable> tables = List.of(table("one", "a"), table("two", "absent"));

    assertThatThrownBy(() -> Markers.update(DOCUMENT, tables, RESULTS))
        .isInstanceOf(MissingFigureException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void markersMustMatch() {
    String open = "<!-- figures:one -->\n";
    String end = "<!-- /figures -->\n";

    assertThatThrownBy(() -> Markers.names(open))
        .hasMessage("The marker one is not closed by <!-- /figures -->.");
    assertThatThrownBy(() -> Markers.names(open + open + end))
        .hasMessageContaining("one is not closed");
    assertThatThrownBy(() -> Markers.names(open + end + end))
        .hasMessage("There is a <!-- /figures --> without a marker before it.");
  }

  private static ReadmeTable table(String name, String id) {
    return ReadmeTable.of(
        name, results -> id + " is " + Numbers.of(results.figure(id).value()) + "\n");
  }
}
