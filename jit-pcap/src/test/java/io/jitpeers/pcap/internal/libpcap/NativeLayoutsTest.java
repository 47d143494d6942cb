package io.jitpeers.pcap.internal.libpcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.jitpeers.testing.RequiresLinux;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that what jit-linux and jit-pcap know of C structures and constants has the values that
 * were measured with a compiler, on each platform.
 */
@RequiresLinux
class NativeLayoutsTest {
  private static final String SEPARATOR = " = ";

  /** Reads lines of two parts. Expressions occur several times where several fields have them. */
  private static List<String[]> lines(String name) throws Exception {
    try (InputStream in = NativeLayoutsTest.class.getResourceAsStream("/layouts/" + name)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(SEPARATOR, -1))
          .toList();
    }
  }

  private static Map<String, Long> measured(String platform) throws Exception {
    Map<String, Long> values = new LinkedHashMap<>();
    for (String[] line : lines(platform + ".txt")) {
      values.put(line[0], Long.valueOf(line[1]));
    }
    return values;
  }

  private static long value(String name) throws Exception {
    String[] parts = name.split("#", -1);
    Class<?> type = Class.forName(parts[0]);
    if (parts[1].endsWith("()")) {
      Method method = type.getDeclaredMethod(parts[1].substring(0, parts[1].length() - 2));
      method.setAccessible(true);
      return ((Number) method.invoke(null)).longValue();
    }
    Field field = type.getDeclaredField(parts[1]);
    if (!type.getName().startsWith("java.")) {
      field.setAccessible(true);
    }
    return ((Number) field.get(null)).longValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"glibc-x86_64", "glibc-aarch64", "musl-x86_64", "musl-aarch64"})
  void javaHasTheValuesOfThePlatform(String platform) throws Exception {
    // The platforms have 64 bits. On others, the sizes that JNA reports differ.
    Assumptions.assumeTrue(
        Native.POINTER_SIZE == Long.BYTES, "NOT TESTED: layouts, on a platform of 32 bits");
    Map<String, Long> values = measured(platform);
    for (String[] line : lines("fields.txt")) {
      assertThat(value(line[1])).as(line[1] + " on " + platform).isEqualTo(values.get(line[0]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"glibc-x86_64", "glibc-aarch64", "musl-x86_64", "musl-aarch64"})
  void everythingIsMeasured(String platform) throws Exception {
    List<String> expressions = lines("fields.txt").stream().map(line -> line[0]).toList();
    assertThat(measured(platform).keySet())
        .containsExactlyInAnyOrderElementsOf(Set.copyOf(expressions));
  }

  /** A new error number in Java is measured too. */
  @Test
  void eachErrorNumberIsMeasured() throws Exception {
    List<String> fields = lines("fields.txt").stream().map(line -> line[1]).toList();
    String type = "io.jitpeers.linux.Errno";
    for (Field field : Class.forName(type).getFields()) {
      assertThat(fields).contains(type + "#" + field.getName());
    }
  }
}
