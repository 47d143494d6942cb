package io.jitpeers.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The reference pages. They are kept in {@code docs/reference}. A test checks that the files there
 * are equal to the pages that this class writes.
 */
final class ReferencePages {
  private ReferencePages() {}

  /** Writes the pages to {@code docs/reference}. */
  static void replace(Path root) throws IOException {
    Path folder = Files.createDirectories(folder(root));
    try (Stream<Path> old = Files.list(folder)) {
      for (Path page : old.toList()) {
        Files.delete(page);
      }
    }
    for (Map.Entry<String, String> page : write(root).entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }

  /** Returns the folder of the pages. */
  static Path folder(Path root) {
    return root.resolve("docs/reference");
  }

  /** Returns the pages' texts by their files' names. */
  static Map<String, String> write(Path root) throws IOException {
    Sources sources = new Sources(root);
    Map<String, String> pages = new TreeMap<>();
    pages.put("settings.md", SettingsPage.write(root));
    pages.put("meters.md", MetersPage.write());
    pages.put("events.md", EventsPage.write(sources));
    pages.put("labels.md", LabelsPage.write(sources));
    pages.put("commands.md", CommandsPage.write());
    return pages;
  }
}
