package io.jitpeers.http;

import io.jitpeers.http.internal.SecretFile;
import io.jitpeers.http.internal.TlsFiles;
import io.jitpeers.settings.Settings;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.time.TimeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Creates an {@link HttpPeerConfigSource} from settings, under the name {@code http}. The settings
 * are the options of {@link HttpPeerConfigSource#builder}; {@code docs/http-settings.md} lists
 * them. Secrets are read from files. Stateless and thread-safe.
 */
public final class HttpPeerConfigSourceProvider implements PeerConfigSourceProvider {

  /** Creates a provider; for {@link java.util.ServiceLoader}. */
  public HttpPeerConfigSourceProvider() {}

  @Override
  public String name() {
    return "http";
  }

  /**
   * Creates a source.
   *
   * @param settings the settings under the provider's own prefix
   * @return a new source; the caller closes it
   * @throws SettingsException if a setting is missing or wrong, or a file cannot be read
   */
  @Override
  public PeerConfigSource create(Settings settings) {
    String base = settings.requiredText("base-url");
    HttpPeerConfigSourceBuilder builder =
        checked(
            settings,
            "base-url",
            () -> HttpPeerConfigSource.builder(RequestChecks.parseBase(base)));
    readRequest(settings, builder);
    readLimits(settings, builder);
    builder.retry(scoped(settings, "retry", () -> retry(settings.scope("retry"))));
    builder.circuitBreaker(
        scoped(settings, "circuit-breaker", () -> breaker(settings.scope("circuit-breaker"))));
    builder.caching(scoped(settings, "cache", () -> caching(settings.scope("cache"))));
    builder.changes(scoped(settings, "changes", () -> changes(settings)));
    TlsFiles.of(settings.scope("tls"), TimeSource.system()).ifPresent(builder::sslContexts);
    return checked(settings, "headers", builder::build);
  }

  private static void readRequest(Settings settings, HttpPeerConfigSourceBuilder builder) {
    settings
        .parse("key-encoding", "one of " + encodingNames(), HttpPeerConfigSourceProvider::encoding)
        .ifPresent(builder::keyEncoding);
    settings.flag("http2").ifPresent(builder::preferHttp2);
    settings
        .text("bearer-token-file")
        .map(path -> SecretFile.ofToken(settings.fullKey("bearer-token-file"), path))
        .ifPresent(builder::bearerToken);
    addHeaders(settings, "headers", settings.list("headers"), builder);
    settings
        .text("headers-file")
        .map(path -> SecretFile.of(settings.fullKey("headers-file"), path).get().lines().toList())
        .ifPresent(lines -> addHeaders(settings, "headers-file", lines, builder));
  }

  private static void addHeaders(
      Settings settings, String key, List<String> lines, HttpPeerConfigSourceBuilder builder) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.isBlank()) {
        continue;
      }
      if (colon < 1) {
        // The line is not quoted: it may be the end of a secret that was split over two lines.
        throw new SettingsException(
            "the setting " + settings.fullKey(key) + " must hold headers as \"Name: value\"");
      }
      String name = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      checked(settings, key, () -> builder.header(name, value));
    }
  }

  private static void readLimits(Settings settings, HttpPeerConfigSourceBuilder builder) {
    settings
        .duration("connect-timeout")
        .ifPresent(v -> checked(settings, "connect-timeout", () -> builder.connectTimeout(v)));
    settings
        .duration("deadline")
        .ifPresent(v -> checked(settings, "deadline", () -> builder.deadline(v)));
    settings
        .integer("max-body-bytes")
        .ifPresent(v -> checked(settings, "max-body-bytes", () -> builder.maxBodyBytes(v)));
    settings
        .integer("max-redirects")
        .ifPresent(v -> checked(settings, "max-redirects", () -> builder.maxRedirects(v)));
  }

  private static RetryOptions retry(Settings settings) {
    RetryOptions defaults = RetryOptions.DEFAULTS;
    return new RetryOptions(
        settings.integer("max-attempts").orElse(defaults.maxAttempts()),
        settings.duration("initial-backoff").orElse(defaults.initialBackoff()),
        settings.duration("max-backoff").orElse(defaults.maxBackoff()));
  }

  private static CircuitBreakerOptions breaker(Settings settings) {
    CircuitBreakerOptions defaults = CircuitBreakerOptions.DEFAULTS;
    return new CircuitBreakerOptions(
        settings.integer("failure-rate-percent").orElse(defaults.failureRatePercent()),
        settings.integer("window").orElse(defaults.window()),
        settings.integer("minimum-requests").orElse(defaults.minimumRequests()),
        settings.duration("open-for").orElse(defaults.openFor()));
  }

  private static CachingOptions caching(Settings settings) {
    CachingOptions defaults = CachingOptions.DEFAULTS;
    return new CachingOptions(
        settings.duration("default-max-age").orElse(defaults.defaultMaxAge()),
        settings.duration("default-stale-if-error").orElse(defaults.defaultStaleIfError()),
        settings.duration("default-negative-ttl").orElse(defaults.defaultNegativeTtl()));
  }

  private static ChangeStreamOptions changes(Settings settings) {
    ChangeStreamOptions defaults = ChangeStreamOptions.DEFAULTS;
    Settings own = settings.scope("changes");
    return new ChangeStreamOptions(
        followsChanges(settings, own).orElse(defaults.enabled()),
        own.text("path").orElse(defaults.path()),
        own.duration("heartbeat-timeout").orElse(defaults.heartbeatTimeout()),
        own.duration("initial-backoff").orElse(defaults.initialBackoff()),
        own.duration("max-backoff").orElse(defaults.maxBackoff()),
        own.duration("retry-absent-after").orElse(defaults.retryAbsentAfter()));
  }

  /**
   * Reads whether to follow changes, from {@code changes} or {@code changes.mode}. The second name
   * exists because in a tree format, such as YAML, a key with keys below it cannot have a value of
   * its own.
   */
  private static Optional<Boolean> followsChanges(Settings settings, Settings own) {
    Optional<Boolean> value =
        settings.parse("changes", "auto or off", HttpPeerConfigSourceProvider::wanted);
    Optional<Boolean> mode = own.parse("mode", "auto or off", HttpPeerConfigSourceProvider::wanted);
    if (value.isPresent() && mode.isPresent() && !value.equals(mode)) {
      throw new SettingsException(
          "the settings "
              + settings.fullKey("changes")
              + " and "
              + own.fullKey("mode")
              + " differ, but have the same meaning; keep one of them");
    }
    return value.or(() -> mode);
  }

  private static boolean wanted(String value) {
    return switch (value) {
      case "auto" -> true;
      case "off", "false" -> false; // YAML 1.1 reads off as the boolean false.
      default -> throw new IllegalArgumentException("neither auto nor off");
    };
  }

  private static KeyEncoding encoding(String name) {
    return Arrays.stream(KeyEncoding.values())
        .filter(encoding -> settingName(encoding).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such key encoding"));
  }

  private static String encodingNames() {
    return Arrays.stream(KeyEncoding.values())
        .map(HttpPeerConfigSourceProvider::settingName)
        .collect(Collectors.joining(", "));
  }

  private static String settingName(KeyEncoding encoding) {
    return encoding.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Runs a step that reads a group of settings. If an option is refused, the exception names the
   * full key of the option's setting.
   */
  private static <T> T scoped(Settings settings, String group, Supplier<T> step) {
    try {
      return step.get();
    } catch (OptionException e) {
      throw complaint(settings.scope(group), e);
    }
  }

  private static SettingsException complaint(Settings settings, OptionException e) {
    String key = e.option().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return new SettingsException("the setting " + settings.fullKey(key) + " " + e.complaint(), e);
  }

  /**
   * Runs a step that passes a setting to the builder. If the builder refuses the option, the
   * exception names the full key of the setting.
   */
  private static <T> T checked(Settings settings, String key, Supplier<T> step) {
    try {
      return step.get();
    } catch (SettingsException e) {
      throw e;
    } catch (OptionException e) {
      throw complaint(settings, e);
    } catch (IllegalArgumentException e) {
      // The message may contain names of options. Each is replaced by the full key of its setting.
      // Keys below the given key are tried first, because several groups have a setting of the same
      // name.
      String inGroup = settings.scope(key).withKeys(String.valueOf(e.getMessage()));
      String reason = settings.withKeys(inGroup);
      String name = settings.fullKey(key);
      throw new SettingsException(
          "the setting " + (reason.startsWith(name) ? reason : name + " cannot be used: " + reason),
          e);
    }
  }
}
