package io.jitpeers.packaging.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import io.jitpeers.packaging.LocalRepository;
import io.jitpeers.packaging.nativeimage.Need.Kind;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the metadata for native-image is complete, and names only what exists. */
class NativeImageMetadataTest {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));

  /** Since this JDK, each of the JDK's own members exists that the metadata names. */
  private static final int NEWEST_MEMBERS = 21;

  static List<Path> modules() throws Exception {
    return LocalRepository.modules(ROOT).stream().filter(LocalRepository::hasJar).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void itHasTheFormThatNativeImageReads(Path module) throws Exception {
    MetadataForm.check(Metadata.of(module));
    Path folder = module.resolve("target/classes/META-INF/native-image");
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile)).containsExactly(Metadata.file(module));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void whatItNamesExists(Path module) throws Exception {
    Metadata metadata = Metadata.of(module);
    for (JsonNode type : metadata.types().toList()) {
      assertThat(load(type.at("/condition/typeReached").asText())).isNotNull();
      boolean newer = type.get("type").asText().startsWith("java");
      if (!newer || Runtime.version().feature() >= NEWEST_MEMBERS) {
        assertThatMembersExist(load(type.get("type").asText()), type);
      }
    }
    for (JsonNode resource : metadata.resources().toList()) {
      assertThat(load(resource.at("/condition/typeReached").asText())).isNotNull();
      assertThat(module.resolve("target/classes").resolve(resource.get("glob").asText()))
          .isRegularFile();
    }
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader());
  }

  private static void assertThatMembersExist(Class<?> type, JsonNode entry) {
    List<String> fields = Stream.of(type.getDeclaredFields()).map(Field::getName).toList();
    for (JsonNode field : entry.path("fields")) {
      assertThat(fields).as("%s", type).contains(field.get("name").asText());
    }
    List<String> methods = new ArrayList<>();
    Stream.of(type.getDeclaredMethods()).map(it -> text(it.getName(), it)).forEach(methods::add);
    Stream.of(type.getDeclaredConstructors()).map(it -> text("<init>", it)).forEach(methods::add);
    for (JsonNode method : entry.path("methods")) {
      List<String> parameters =
          Metadata.stream(method.get("parameterTypes")).map(JsonNode::asText).toList();
      assertThat(methods).as("%s", type).contains(method.get("name").asText() + parameters);
    }
  }

  private static String text(String name, Executable method) {
    return name + Arrays.stream(method.getParameterTypes()).map(Class::getTypeName).toList();
  }

  /** Shows too that this test fails without any of the parts: each of them is needed. */
  @ParameterizedTest
  @MethodSource("modules")
  void itHasWhatTheCodeFindsByNameAndNothingElse(Path module) throws Exception {
    Metadata metadata = Metadata.of(module);
    List<Need> needs = new ModuleNeeds(module, modules()).all();

    Path file = Metadata.file(module.getFileName());
    assertThat(lacks(metadata, needs)).as("what %s lacks", file).isEmpty();
    for (JsonPointer part : metadata.parts()) {
      assertThat(lacks(metadata.without(part), needs))
          .as("what %s lacks without %s, which nothing needs", file, part)
          .isNotEmpty();
    }
  }

  private static List<Need> lacks(Metadata metadata, List<Need> needs) {
    return needs.stream().filter(need -> !metadata.has(need)).toList();
  }

  /** No module has such a class. */
  @Test
  void aStructureNeedsMetadata() throws Exception {
    assertThat(needs(Point.class))
        .containsExactly(new Need(Kind.JNA_TYPE, Point.class.getName(), Point.class.getName(), ""));
  }

  @Test
  void aCallThatTheScanCannotJudgeIsReported() throws Exception {
    assertThat(needs(Opaque.class))
        .extracting(Need::kind)
        .containsExactly(Kind.NOT_SUPPORTED, Kind.RESOURCE);
  }

  private static List<Need> needs(Class<?> type) throws Exception {
    String file = type.getName().replaceFirst(".*\\.", "") + ".class";
    try (InputStream in = type.getResourceAsStream(file)) {
      return DynamicUses.of(in.readAllBytes()).needs();
    }
  }

  @Structure.FieldOrder("x")
  static class Point extends Structure {
    public int x;
  }

  static final class Opaque {
    static Object library() {
      return Native.load("none", com.sun.jna.Library.class);
    }

    static Stream<String> resources(Stream<String> names) {
      return names.map(Opaque.class::getResource).map(String::valueOf);
    }
  }
}
