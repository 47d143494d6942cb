package io.jitpeers.benchmarks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Section;
import org.junit.jupiter.api.Test;

class KernelSectionsTest {
  @Test
  void eachHasANameOfItsOwnAndIsFoundByItInside() {
    assertThat(KernelSections.all()).extracting(Section::name).doesNotHaveDuplicates();
    for (Section section : KernelSections.all()) {
      assertThat(KernelSections.inside(section.name()).name()).isEqualTo(section.name());
      assertThat(section.describe()).endsWith(".");
    }
  }

  @Test
  void anUnknownSectionIsRefused() {
    assertThatThrownBy(() -> KernelSections.inside("moon")).hasMessageContaining("moon");
  }

  @Test
  void theSizeFollowsTheEffort() {
    assertThat(Size.of(Effort.QUICK)).isEqualTo(Size.QUICK);
    assertThat(Size.of(Effort.FULL)).isEqualTo(Size.FULL);
    assertThat(Size.TINY.choose(1, 2, 3)).isEqualTo(1);
    assertThat(Size.QUICK.choose(1, 2, 3)).isEqualTo(2);
    assertThat(Size.FULL.choose(1, 2, 3)).isEqualTo(3);
  }

  @Test
  void argumentsAreQuotedForAnArgumentFile() {
    assertThat(InnerJava.quoted("-Da=b c\\d\"e\n")).isEqualTo("\"-Da=b c\\\\d\\\"e\\n\"");
  }
}
