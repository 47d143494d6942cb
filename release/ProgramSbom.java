import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Writes an SBOM (CycloneDX) beside the executable jar and beside each Debian package: {@code
 * NAME.cdx.json}. The SBOM of a package names each of its files with its checksum. A package that
 * contains the executable jar has the components of the jar, too.
 *
 * <p>Maven knows the libraries that the jar depends on, but not those that such a library has
 * inside. They are found in the jar, by the files with which Maven's archives say what they are.
 *
 * <p>{@code java -cp JAR release/ProgramSbom.java VERSION LIBRARIES JAR PACKAGE...}, where
 * LIBRARIES is the SBOM that Maven makes of the jar's module. The jar has the JSON parser.
 */
final class ProgramSbom {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

  private final String version;
  private final Map<?, ?> libraries;
  private final String jarHash;
  private final List<Map<String, Object>> inside;

  private ProgramSbom(String version, Map<?, ?> libraries, Path jar) throws Exception {
    this.version = version;
    this.libraries = libraries;
    jarHash = hash(Files.readAllBytes(jar));
    inside = inside(jar, text(libraries));
  }

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[2]);
    Map<?, ?> libraries;
    try (JsonParser in = JSON.createParser(Path.of(args[1]).toFile())) {
      in.nextToken();
      libraries = (Map<?, ?>) read(in);
    }
    ProgramSbom sboms = new ProgramSbom(args[0], libraries, jar);
    sboms.write(jar, "pkg:generic/", Map.of());
    for (String name : Arrays.asList(args).subList(3, args.length)) {
      sboms.write(Path.of(name), "pkg:deb/", filesOf(Path.of(name)));
    }
  }

  /**
   * Writes the SBOM of one program.
   *
   * @param files the checksums of the files of a package, by their paths
   */
  private void write(Path program, String purlStart, Map<String, String> files) throws Exception {
    String name = program.getFileName().toString().replaceAll("\\.(jar|deb)$", "");
    String hash = hash(Files.readAllBytes(program));
    Map<String, Object> subject = component("application", name, hash);
    String purl = purlStart + name + "@" + version;
    subject.put("bom-ref", purl);
    subject.put("version", version);
    subject.put("purl", purl);

    List<Object> components = new ArrayList<>();
    files.forEach((path, fileHash) -> components.add(component("file", path, fileHash)));
    List<Object> parts = new ArrayList<>(files.keySet());
    List<Object> dependencies = new ArrayList<>();
    if (hash.equals(jarHash) || files.containsValue(jarHash)) {
      Map<?, ?> module = (Map<?, ?>) ((Map<?, ?>) libraries.get("metadata")).get("component");
      components.add(module);
      components.addAll((List<?>) libraries.get("components"));
      components.addAll(inside);
      parts.add(module.get("bom-ref"));
      inside.forEach(library -> parts.add(library.get("bom-ref")));
      dependencies.addAll((List<?>) libraries.get("dependencies"));
    }
    dependencies.add(0, new TreeMap<>(Map.of("ref", purl, "dependsOn", parts)));

    Map<String, Object> sbom = new LinkedHashMap<>();
    sbom.put("bomFormat", "CycloneDX");
    sbom.put("specVersion", libraries.get("specVersion"));
    sbom.put("version", 1);
    sbom.put("metadata", Map.of("component", subject));
    sbom.put("components", components);
    sbom.put("dependencies", dependencies);
    Files.writeString(program.resolveSibling(program.getFileName() + ".cdx.json"), text(sbom));
  }

  /** Returns the libraries that say in the jar what they are, except those that are known. */
  private static List<Map<String, Object>> inside(Path jar, String known) throws IOException {
    Map<String, Map<String, Object>> found = new TreeMap<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
        if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
          Properties of = new Properties();
          try (InputStream in = zip.getInputStream(entry)) {
            of.load(in);
          }
          Map<String, Object> library = library(of);
          String purl = (String) library.get("purl");
          if (!known.contains("\"" + purl + "?") && !known.contains("\"" + purl + "\"")) {
            found.put(purl, library);
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  private static Map<String, Object> library(Properties of) {
    String group = of.getProperty("groupId");
    String name = of.getProperty("artifactId");
    String version = of.getProperty("version");
    Map<String, Object> library = new LinkedHashMap<>();
    library.put("type", "library");
    library.put("bom-ref", "pkg:maven/" + group + "/" + name + "@" + version);
    library.put("group", group);
    library.put("name", name);
    library.put("version", version);
    library.put("purl", library.get("bom-ref"));
    return library;
  }

  private static Map<String, Object> component(String type, String name, String hash) {
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("type", type);
    component.put("bom-ref", name);
    component.put("name", name);
    component.put("hashes", List.of(new TreeMap<>(Map.of("alg", "SHA-256", "content", hash))));
    return component;
  }

  private static String hash(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Returns the checksums of a package's files, in the order of their paths. */
  private static Map<String, String> filesOf(Path deb) throws Exception {
    Map<String, String> files = new TreeMap<>();
    byte[] tar = contents(deb);
    for (int at = 0; at < tar.length && tar[at] != 0; ) {
      String name = field(tar, at, 100);
      int size = Integer.parseInt(field(tar, at + 124, 12), 8);
      char type = (char) tar[at + 156];
      int data = at + 512;
      if (type == '0') {
        files.put(
            name.replaceFirst("^\\./", "/"), hash(Arrays.copyOfRange(tar, data, data + size)));
      } else if (type != '5' && type != '2') {
        // A folder and a link have no content. Anything else changes the meaning of what follows.
        throw new IOException(deb + ": the entry " + name + " has the unknown type " + type);
      }
      at = data + (size + 511) / 512 * 512;
    }
    return files;
  }

  /** Returns the archive {@code data.tar} of a package, which is an archive of ar(1). */
  private static byte[] contents(Path deb) throws IOException {
    byte[] ar = Files.readAllBytes(deb);
    for (int at = 8; at < ar.length; ) {
      String name = field(ar, at, 16);
      int size = Integer.parseInt(field(ar, at + 48, 10));
      int data = at + 60;
      if (name.replace("/", "").equals("data.tar.gz")) {
        try (GZIPInputStream tar =
            new GZIPInputStream(new ByteArrayInputStream(ar, data, size))) {
          return tar.readAllBytes();
        }
      }
      at = data + size + size % 2;
    }
    throw new IOException(deb + " has no data.tar.gz");
  }

  /** Returns a text of a header, which ends with a NUL or spaces. */
  private static String field(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8).replaceFirst("\0.*", "").strip();
  }

  private static Object read(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        in.nextToken();
        object.put(name, read(in));
      }
      return object;
    }
    if (in.currentToken() == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        array.add(read(in));
      }
      return array;
    }
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
      default -> throw new IOException("unexpected " + in.currentToken() + " in an SBOM");
    };
  }

  private static String text(Object json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      DefaultPrettyPrinter lines = new DefaultPrettyPrinter().withObjectIndenter(INDENT);
      out.setPrettyPrinter(lines.withArrayIndenter(INDENT));
      write(out, json);
    }
    return text + "\n";
  }

  private static void write(JsonGenerator out, Object json) throws IOException {
    if (json instanceof Map<?, ?> object) {
      out.writeStartObject();
      for (Map.Entry<?, ?> member : object.entrySet()) {
        out.writeFieldName((String) member.getKey());
        write(out, member.getValue());
      }
      out.writeEndObject();
    } else if (json instanceof List<?> array) {
      out.writeStartArray();
      for (Object element : array) {
        write(out, element);
      }
      out.writeEndArray();
    } else {
      // A text, a whole number, or a truth value.
      out.writeObject(json);
    }
  }
}
