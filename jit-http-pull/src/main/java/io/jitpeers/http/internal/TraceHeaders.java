package io.jitpeers.http.internal;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the header fields of a trace to requests. Leaves out fields that this module or the
 * embedding program sets itself, that control the transfer of the message (such as {@code
 * content-length}), or that carry credentials. Otherwise a tracer could change the meaning of a
 * request. Thread-safe.
 */
final class TraceHeaders {
  private static final Logger log = LoggerFactory.getLogger(TraceHeaders.class);

  /**
   * The names of the fields that a trace must not set: the fields that {@link RequestFactory} sets,
   * the fields of the HTTP protocol (RFC 9110, 9112), and the fields for credentials.
   */
  private static final Set<String> NOT_OF_A_TRACE =
      Set.of(
          "accept",
          "accept-encoding",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "date",
          "expect",
          "host",
          "http2-settings",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "keep-alive",
          "last-event-id",
          "pragma",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via");

  private final HttpHeaders configured;
  private final AtomicBoolean told = new AtomicBoolean();

  /**
   * Creates an instance.
   *
   * @param configured the headers that all requests have
   */
  TraceHeaders(HttpHeaders configured) {
    this.configured = configured;
  }

  /**
   * Adds the fields that a trace is permitted to set, and leaves out the others. Only the first
   * field that this object ever leaves out is logged, by its name.
   */
  void add(Map<String, String> fields, HttpRequest.Builder request) {
    fields.forEach(
        (name, value) -> {
          if (NOT_OF_A_TRACE.contains(name.toLowerCase(Locale.ROOT))
              || configured.firstValue(name).isPresent()) {
            leftOut(name);
          } else {
            request.setHeader(name, value);
          }
        });
  }

  private void leftOut(String name) {
    if (told.compareAndSet(false, true)) {
      log.warn(
          "the header {} of a trace context is not sent: the requests set it themselves, or a trace"
              + " must not set it",
          name);
    }
  }
}
