package io.jitpeers.fleet;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The address of an engine, which is the Valkey or Redis that holds the fleet's data. Immutable and
 * thread-safe.
 *
 * @param kind whether the engine is one server, a primary that Sentinel watches, or a cluster
 * @param tls whether connections are encrypted
 * @param servers one or more addresses, with ports
 * @param primaryName the name under which Sentinel knows the primary; empty for other kinds
 * @param database the number of the database, 0 for a cluster
 */
record EngineAddress(
    Kind kind, boolean tls, List<HostAndPort> servers, String primaryName, int database) {
  static final String FORMS =
      "redis://HOST:PORT/DATABASE, redis-sentinel://HOST:PORT,HOST:PORT/PRIMARY or"
          + " redis-cluster://HOST:PORT,HOST:PORT, each also with rediss for TLS";

  private static final Pattern URL =
      Pattern.compile(
          "redis(?<tls>s?)(?<kind>|-sentinel|-cluster)://(?<authority>[^/?#\\s]+)"
              + "/?(?<path>[^/?#\\s]*)");
  private static final int REDIS_PORT = 6379;
  private static final int SENTINEL_PORT = 26_379;

  /** The kinds of engines: one server, a primary that Sentinel watches, or a cluster. */
  enum Kind {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Parses a URL.
   *
   * @throws IllegalArgumentException if the URL has none of the forms that {@link
   *     RedisFleetOptions#builder} lists; the message does not contain the URL
   */
  static EngineAddress parse(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw wrong();
    }
    boolean tls = !parts.group("tls").isEmpty();
    String authority = parts.group("authority");
    if (authority.contains("@")) {
      throw new IllegalArgumentException(
          "must not contain a user or a password, because URLs end up in logs; use the settings"
              + " user and password-file");
    }
    String path = parts.group("path");
    Kind kind = kind(parts.group("kind"));
    int port = kind == Kind.SENTINEL ? SENTINEL_PORT : REDIS_PORT;
    List<HostAndPort> servers =
        Splitter.on(',')
            .splitToStream(authority)
            .map(text -> server(text, port))
            .collect(Collectors.toUnmodifiableList());
    return switch (kind) {
      case STANDALONE -> standalone(tls, servers, path);
      case SENTINEL -> sentinel(tls, servers, path);
      case CLUSTER -> cluster(tls, servers, path);
    };
  }

  private static EngineAddress sentinel(boolean tls, List<HostAndPort> servers, String path) {
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "must end with the name under which Sentinel knows the primary, such as"
              + " redis-sentinel://a,b,c/mymaster");
    }
    return new EngineAddress(Kind.SENTINEL, tls, servers, path, 0);
  }

  private static EngineAddress cluster(boolean tls, List<HostAndPort> servers, String path) {
    if (!path.isEmpty()) {
      throw new IllegalArgumentException("must not name a database: a cluster has only one");
    }
    return new EngineAddress(Kind.CLUSTER, tls, servers, "", 0);
  }

  private static EngineAddress standalone(boolean tls, List<HostAndPort> servers, String path) {
    if (servers.size() > 1) {
      throw new IllegalArgumentException(
          "names several servers; use redis-sentinel or redis-cluster");
    }
    if (!path.matches("[0-9]{0,5}")) {
      throw wrong();
    }
    int database = path.isEmpty() ? 0 : Integer.parseInt(path);
    return new EngineAddress(Kind.STANDALONE, tls, servers, "", database);
  }

  private static Kind kind(String suffix) {
    return switch (suffix) {
      case "-sentinel" -> Kind.SENTINEL;
      case "-cluster" -> Kind.CLUSTER;
      default -> Kind.STANDALONE;
    };
  }

  private static HostAndPort server(String text, int defaultPort) {
    try {
      HostAndPort server =
          HostAndPort.fromString(text).requireBracketsForIPv6().withDefaultPort(defaultPort);
      if (server.getHost().isEmpty() || server.getPort() == 0) {
        throw wrong();
      }
      return server;
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException("must be " + FORMS);
  }

  /**
   * {@return the address in the form used in logs, such as {@code redis-cluster a:6379, b:6379}}
   */
  @Override
  public String toString() {
    String name =
        (tls ? "rediss" : "redis")
            + switch (kind) {
              case STANDALONE -> "";
              case SENTINEL -> "-sentinel";
              case CLUSTER -> "-cluster";
            };
    return servers.stream()
        .map(HostAndPort::toString)
        .collect(Collectors.joining(", ", name + " ", ""));
  }
}
