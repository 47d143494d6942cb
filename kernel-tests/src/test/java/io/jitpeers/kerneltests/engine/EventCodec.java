package io.jitpeers.kerneltests.engine;

import io.jitpeers.kerneltests.engine.RunEvent.Ended;
import io.jitpeers.kerneltests.engine.RunEvent.Failure;
import io.jitpeers.kerneltests.engine.RunEvent.Finished;
import io.jitpeers.kerneltests.engine.RunEvent.Published;
import io.jitpeers.kerneltests.engine.RunEvent.Registered;
import io.jitpeers.kerneltests.engine.RunEvent.Skipped;
import io.jitpeers.kerneltests.engine.RunEvent.Started;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** Encodes an event as one line, without the line terminator. */
final class EventCodec {
  private EventCodec() {}

  static String encode(RunEvent event) {
    return Fields.join(fields(event));
  }

  private static List<String> fields(RunEvent event) {
    if (event instanceof Registered e) {
      return List.of(
          "registered",
          e.id(),
          e.parentId(),
          e.displayName(),
          e.legacyName(),
          e.type().name(),
          encodeSource(e.source()));
    } else if (event instanceof Started e) {
      return List.of("started", e.id());
    } else if (event instanceof Finished e) {
      return List.of(
          "finished",
          e.id(),
          e.status().name(),
          e.failure().map(EventCodec::encodeFailure).orElse(""));
    } else if (event instanceof Skipped e) {
      return List.of("skipped", e.id(), e.reason());
    } else if (event instanceof Published e) {
      List<String> values = new ArrayList<>();
      e.values().forEach((name, value) -> values.addAll(List.of(name, value)));
      return List.of("published", e.id(), Fields.join(values));
    }
    return List.of("ended");
  }

  /**
   * Decodes a line.
   *
   * @throws IllegalArgumentException if {@link #encode} did not create it
   */
  static RunEvent decode(String line) {
    List<String> f = Fields.split(line);
    try {
      return switch (f.get(0)) {
        case "registered" ->
            new Registered(
                f.get(1),
                f.get(2),
                f.get(3),
                f.get(4),
                TestDescriptor.Type.valueOf(f.get(5)),
                decodeSource(f.get(6)));
        case "started" -> new Started(f.get(1));
        case "finished" ->
            new Finished(f.get(1), Status.valueOf(f.get(2)), decodeFailure(f.get(3)));
        case "skipped" -> new Skipped(f.get(1), f.get(2));
        case "published" -> new Published(f.get(1), decodeValues(f.get(2)));
        case "ended" -> new Ended();
        default -> throw new IllegalArgumentException("Not an event: " + line);
      };
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("An event lacks a field: " + line, e);
    }
  }

  private static Map<String, String> decodeValues(String text) {
    List<String> f = Fields.split(text);
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < f.size(); i += 2) {
      values.put(f.get(i), f.get(i + 1));
    }
    return values;
  }

  /** Reports do not need other kinds of sources. */
  private static String encodeSource(Optional<TestSource> source) {
    if (source.orElse(null) instanceof MethodSource method) {
      return Fields.join(
          List.of(method.getClassName(), method.getMethodName(), method.getMethodParameterTypes()));
    } else if (source.orElse(null) instanceof ClassSource type) {
      return Fields.join(List.of(type.getClassName()));
    }
    return "";
  }

  private static Optional<TestSource> decodeSource(String text) {
    List<String> f = Fields.split(text);
    return switch (f.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(ClassSource.from(f.get(0)));
      default -> Optional.of(MethodSource.from(f.get(0), f.get(1), f.get(2)));
    };
  }

  private static String encodeFailure(Failure failure) {
    List<String> fields = new ArrayList<>();
    fields.add(failure.type());
    fields.add(Boolean.toString(failure.assertion()));
    fields.add(failure.message());
    fields.add(failure.text());
    failure.frames().forEach(frame -> fields.add(encodeFrame(frame)));
    return Fields.join(fields);
  }

  private static Optional<Failure> decodeFailure(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<String> f = Fields.split(text);
    List<StackTraceElement> frames = new ArrayList<>();
    for (String frame : f.subList(4, f.size())) {
      frames.add(decodeFrame(frame));
    }
    return Optional.of(
        new Failure(f.get(0), Boolean.parseBoolean(f.get(1)), f.get(2), frames, f.get(3)));
  }

  private static String encodeFrame(StackTraceElement frame) {
    return Fields.join(
        Stream.of(
                frame.getClassLoaderName(),
                frame.getModuleName(),
                frame.getModuleVersion(),
                frame.getClassName(),
                frame.getMethodName(),
                frame.getFileName(),
                Integer.toString(frame.getLineNumber()))
            .map(field -> Objects.requireNonNullElse(field, ""))
            .toList());
  }

  private static StackTraceElement decodeFrame(String text) {
    List<String> f = Fields.split(text);
    return new StackTraceElement(
        nullIfEmpty(f.get(0)),
        nullIfEmpty(f.get(1)),
        nullIfEmpty(f.get(2)),
        f.get(3),
        f.get(4),
        nullIfEmpty(f.get(5)),
        Integer.parseInt(f.get(6)));
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }
}
