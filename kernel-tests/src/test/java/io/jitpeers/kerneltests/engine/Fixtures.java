package io.jitpeers.kerneltests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Test classes for {@link KernelTestEngineTest}, with names that no pattern of kernel tests
 * matches.
 */
final class Fixtures {
  static final String CLASS_NAME_END = "KernelFixture";

  private Fixtures() {}

  static class ManyKindsKernelFixture {
    @Test
    void passes() {
      assertThat(getClass()).isEqualTo(ManyKindsKernelFixture.class);
    }

    @Test
    void fails() {
      fail("not so");
    }

    @Test
    void breaks() {
      throw new IllegalStateException("broken");
    }

    @Test
    @Disabled("later")
    void disabled() {
      fail("disabled, but run");
    }

    @Test
    void aborts() {
      Assumptions.assumeTrue(false, "not here");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8})
    void numbers(int number) {
      assertThat(number).isBetween(7, 8);
    }

    @TestFactory
    Stream<DynamicTest> made() {
      return Stream.of(DynamicTest.dynamicTest("first", () -> assertThat(1).isPositive()));
    }

    @Test
    void publishes(TestReporter reporter) {
      reporter.publishEntry("key", "value");
    }

    @Nested
    class Inner {
      @Test
      void inner() {
        assertThat(this).isNotNull();
      }
    }
  }

  @Disabled("all of it")
  static class DisabledKernelFixture {
    @Test
    void one() {
      fail("disabled, but run");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 8})
    void numbers(int number) {
      fail("disabled, but run with " + number);
    }
  }

  static class SetUpFailsKernelFixture {
    @BeforeAll
    static void setUp() {
      fail("set-up");
    }

    @Test
    void never() {
      fail("run without its set-up");
    }
  }

  static class TearDownFailsKernelFixture {
    @AfterAll
    static void tearDown() {
      fail("tear-down");
    }

    @Test
    void fine() {
      assertThat(getClass()).isEqualTo(TearDownFailsKernelFixture.class);
    }
  }

  static class NotForTheKernel {
    @Test
    void fine() {
      assertThat(getClass()).isEqualTo(NotForTheKernel.class);
    }
  }
}
