package io.jitpeers.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.figures.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each section that needs a real kernel measures something in one, with minimal sizes. */
class KernelSectionsIT {
  static Stream<Section> sections() {
    return KernelSections.all().stream();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void measuresEachOfItsFigures(Section section) throws Exception {
    List<Figure> figures = new ArrayList<>();

    section.run(Effort.QUICK, figures::add);

    assertThat(figures).isNotEmpty().extracting(Figure::section).containsOnly(section.name());
    assertThat(figures).allMatch(figure -> figure.value() >= 0, "has a value");
    assertThat(figures)
        .allMatch(
            figure ->
                figure.yardstick().isEmpty()
                    || figures.stream().anyMatch(f -> f.id().equals(figure.yardstick().get())),
            "has its yardstick beside it");
  }
}
