package io.jitpeers.benchmarks.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilePageTest {
  private static final List<String> ORDER = List.of("one", "two");

  @Test
  void showsTheProfilesInTheirOrder() {
    String page =
        ProfilePage.update("", Map.of("two", "## two\n\nB\n", "one", "## one\n\nA\n"), ORDER);

    assertThat(page).startsWith("# Profiles\n").endsWith("\n\n## one\n\nA\n\n## two\n\nB\n");
  }

  @Test
  void replacesOnlyWhatIsNew() {
    String before =
        ProfilePage.update("", Map.of("two", "## two\n\nB\n", "one", "## one\n\nA\n"), ORDER);

    assertThat(ProfilePage.update(before, Map.of("one", "## one\n\nC\n"), ORDER))
        .isEqualTo(before.replace("A\n", "C\n"));
    assertThat(ProfilePage.update(before, Map.of(), ORDER)).isEqualTo(before);
    assertThat(ProfilePage.update(before, Map.of(), List.of("two"))).doesNotContain("## one");
  }
}
