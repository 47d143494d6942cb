import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Checks that the SBOM of a program is about that very file, names each library that says in the
 * executable jar which one it is, and, of a Debian package, names exactly the files of the package.
 *
 * <p>{@code java -cp JAR release/SbomCheck.java SBOM PROGRAM [UNPACKED]}, where UNPACKED is the
 * folder with the unpacked package. The jar has the JSON parser.
 */
final class SbomCheck {
  private final Map<String, String> files = new TreeMap<>();
  private final Set<String> purls = new HashSet<>();
  private String subject = "";

  public static void main(String[] args) throws Exception {
    SbomCheck sbom = new SbomCheck();
    sbom.read(Path.of(args[0]));
    Path program = Path.of(args[1]);
    require(sbom.subject.equals(hash(program)), args[0] + " is not about " + program);
    if (args.length == 2) {
      sbom.checkLibraries(program);
      return;
    }
    Path unpacked = Path.of(args[2]);
    Map<String, String> actual = filesOf(unpacked);
    require(sbom.files.equals(actual), args[0] + " names " + sbom.files + ", not " + actual);
    for (String file : actual.keySet()) {
      if (file.endsWith(".jar")) {
        sbom.checkLibraries(unpacked.resolve(file.substring(1)));
      }
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      System.err.println(otherwise);
      System.exit(1);
    }
  }

  private static String hash(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static Map<String, String> filesOf(Path folder) throws Exception {
    Map<String, String> files = new TreeMap<>();
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found = all.filter(file -> !Files.isSymbolicLink(file) && Files.isRegularFile(file)).toList();
    }
    for (Path file : found) {
      files.put("/" + folder.relativize(file), hash(file));
    }
    return files;
  }

  /** Maven's archives say in their pom.properties what they are. */
  private void checkLibraries(Path jar) throws IOException {
    int known = 0;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(it -> (ZipEntry) it)::iterator) {
        if (entry.getName().matches("META-INF/maven/.*/pom\\.properties")) {
          Properties of = new Properties();
          try (InputStream in = zip.getInputStream(entry)) {
            of.load(in);
          }
          String purl =
              "pkg:maven/%s/%s@%s"
                  .formatted(
                      of.getProperty("groupId"),
                      of.getProperty("artifactId"),
                      of.getProperty("version"));
          require(purls.contains(purl), "the SBOM of " + jar + " does not name " + purl);
          known++;
        }
      }
    }
    require(known > 10, jar + " says of " + known + " libraries only what they are");
  }

  /** Reads what is checked: the values, by the names that lead to them. */
  private void read(Path sbom) throws IOException {
    String type = "";
    String name = "";
    try (JsonParser in = new JsonFactory().createParser(sbom.toFile())) {
      while (in.nextToken() != null) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
          String at = in.getParsingContext().pathAsPointer().toString().replaceAll("/\\d+", "");
          String value = in.getText();
          switch (at) {
            case "/components/type" -> type = value;
            case "/components/name" -> name = value;
            case "/components/purl" -> purls.add(value.replaceFirst("\\?.*", ""));
            case "/metadata/component/hashes/content" -> subject = value;
            case "/components/hashes/content" -> {
              if (type.equals("file")) {
                files.put(name, value);
              }
            }
            default -> {}
          }
        }
      }
    }
  }
}
