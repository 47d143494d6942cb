package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** Tests that the packages' file of copyrights names each library of the jar, and each licence. */
class DebianCopyrightIT {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("packaging.root")).resolve("examples");
  private static final Pattern LICENSE = Pattern.compile("(?m)^License: (.+)$");

  private static String copyright() throws Exception {
    return Files.readString(EXAMPLES.resolve("debian/src/copyright"));
  }

  @Test
  void eachClassBelongsToALibraryThatIsNamed() throws Exception {
    List<String> named =
        copyright()
            .lines()
            .filter(line -> line.matches("(Files:)? [\\w/]+/\\*"))
            .map(line -> line.replaceAll("^(Files:)? |\\*$", ""))
            .toList();
    assertThat(named).hasSizeGreaterThan(15);
    Set<String> unnamed = new TreeSet<>();
    Set<String> without = new TreeSet<>(named);
    try (ZipFile jar = new ZipFile(EXAMPLES.resolve("target/jit-examples.jar").toFile())) {
      jar.stream()
          .map(entry -> entry.getName().replaceFirst("^META-INF/versions/\\d+/", ""))
          .filter(name -> name.endsWith(".class") && !name.startsWith("io/jitpeers/"))
          .forEach(
              name -> {
                if (named.stream().noneMatch(name::startsWith)) {
                  unnamed.add(name.replaceAll("/[^/]*$", ""));
                }
                without.removeIf(name::startsWith);
              });
    }
    assertThat(unnamed).as("not named").isEmpty();
    assertThat(without).as("named, and not in the jar").isEmpty();
  }

  @Test
  void eachLicenceHasATextOrAPlace() throws Exception {
    String text = copyright();
    List<String> used =
        LICENSE.matcher(text).results().map(found -> found.group(1)).distinct().toList();
    assertThat(used).contains("Apache-2.0", "Expat");
    for (String expression : used) {
      for (String license : expression.split(" and | or ", -1)) {
        assertThat(text).contains("\n\nLicense: " + license + "\n ");
      }
    }
  }
}
