package io.jitpeers.benchmarks.run;

import io.jitpeers.benchmarks.report.Markers;
import io.jitpeers.benchmarks.report.Markers.MarkerException;
import io.jitpeers.benchmarks.report.MissingFigureException;
import io.jitpeers.benchmarks.report.ReadmeTable;
import io.jitpeers.benchmarks.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The documents with markers for tables: README.md, and those in docs. */
final class Documents {
  private final Path root;
  private final List<ReadmeTable> tables;

  Documents(Path root, List<ReadmeTable> tables) {
    this.root = root;
    this.tables = tables;
  }

  /**
   * Updates the tables of all documents, or of none if a table cannot be rendered.
   *
   * @return the documents that changed
   * @throws IOException if no document has a marker, or a table cannot be rendered; the message
   *     names the reason
   */
  List<Path> update(Results results) throws IOException {
    Map<Path, String> changed = new LinkedHashMap<>();
    boolean marked = false;
    for (Path document : documents()) {
      String text = Files.readString(document);
      try {
        marked |= !Markers.names(text).isEmpty();
        String updated = Markers.update(text, tables, results);
        if (!updated.equals(text)) {
          changed.put(document, updated);
        }
      } catch (MarkerException | MissingFigureException e) {
        throw new IOException(root.relativize(document) + ": " + e.getMessage(), e);
      }
    }
    if (!marked) {
      throw new IOException("Neither README.md nor a document in docs has a marker for figures.");
    }
    for (Map.Entry<Path, String> each : changed.entrySet()) {
      Files.writeString(each.getKey(), each.getValue());
    }
    return List.copyOf(changed.keySet());
  }

  private List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    Path readme = root.resolve("README.md");
    if (Files.exists(readme)) {
      documents.add(readme);
    }
    Path docs = root.resolve("docs");
    if (Files.isDirectory(docs)) {
      try (Stream<Path> files = Files.list(docs)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }
}
