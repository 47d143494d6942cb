package io.jitpeers.examples.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An unpacked archive with the image, in one of the two forms.
 *
 * @param config the image's config, as JSON without spaces
 * @param layers the compressed layers, the lowest first
 */
record Archive(String config, List<Path> layers) {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** Reads an archive as {@code docker save} writes it. */
  static Archive docker(Path folder) throws Exception {
    String manifest = Files.readString(folder.resolve("manifest.json"));
    return new Archive(
        Files.readString(folder.resolve(first(manifest, "\"Config\":\"([^\"]+)\""))),
        digests(first(manifest, "\"Layers\":\\[([^]]*)]")).stream()
            .map(digest -> folder.resolve(digest + ".tar.gz"))
            .toList());
  }

  /** Reads an archive in the layout of the Open Container Initiative. */
  static Archive oci(Path folder) throws Exception {
    Path blobs = folder.resolve("blobs/sha256");
    String index = Files.readString(folder.resolve("index.json"));
    String manifest = Files.readString(blobs.resolve(digests(index).get(0)));
    List<String> digests = digests(manifest);
    return new Archive(
        Files.readString(blobs.resolve(digests.get(0))),
        digests.stream().skip(1).map(blobs::resolve).toList());
  }

  private static String first(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return found.group(1);
  }

  private static List<String> digests(String text) {
    return DIGEST.matcher(text).results().map(found -> found.group()).distinct().toList();
  }

  /** Returns the arguments of the config's list with a name. */
  List<String> list(String name) {
    return Pattern.compile("\"([^\"]*)\"")
        .matcher(first(config, "\"" + name + "\":\\[([^]]*)]"))
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
