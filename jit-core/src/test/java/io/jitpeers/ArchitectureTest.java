package io.jitpeers;

import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each package uses only packages below it. */
class ArchitectureTest {
  private static final String ROOT = "io.jitpeers";

  /** The packages from bottom to top; docs/architecture.md shows them. */
  private static final List<String> FLOORS =
      List.of(
          "wireguard",
          "time",
          "settings",
          "spi",
          "eviction",
          "wakeup",
          "recovery",
          "options",
          "event",
          "trace",
          "explain",
          "source.support",
          "statistics",
          "source",
          "store",
          "internal.agreement",
          "internal.watch",
          "internal.recording",
          "internal.trace",
          "internal.common",
          "internal.records",
          "internal.journal",
          "internal.replay",
          "internal.hotset",
          "internal.device",
          "internal.explain",
          "internal.opening",
          "internal.admission",
          "internal.wakeup",
          "internal.recovery",
          "internal.eviction",
          "internal.fleet",
          "internal.writer",
          "internal.lookup",
          "internal.revalidation",
          "internal.provisioning",
          "internal",
          "internal.settings",
          "internal.warmup",
          "");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static List<String> floors() {
    return FLOORS;
  }

  private static String floor(JavaClass type) {
    return type.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", "");
  }

  @Test
  void everyPackageHasItsFloor() {
    Set<String> packages =
        CLASSES.stream().map(ArchitectureTest::floor).collect(Collectors.toSet());
    assertThat(packages).containsExactlyInAnyOrderElementsOf(FLOORS);
  }

  @ParameterizedTest
  @MethodSource("floors")
  void aPackageUsesOnlyWhatIsBelowIt(String floor) {
    int height = FLOORS.indexOf(floor);
    classes()
        .that(DescribedPredicate.describe("are in " + floor, type -> floor(type).equals(floor)))
        .should(
            onlyDependOnClassesThat(
                DescribedPredicate.describe(
                    "are not above it",
                    (JavaClass used) ->
                        !used.getPackageName().startsWith(ROOT)
                            || FLOORS.indexOf(floor(used)) <= height)))
        .check(CLASSES);
  }

  @Test
  void packagesDoNotUseEachOther() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
