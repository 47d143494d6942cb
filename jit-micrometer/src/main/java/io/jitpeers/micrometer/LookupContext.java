package io.jitpeers.micrometer;

import io.jitpeers.trace.StageEnd;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observation {@code jit.lookup}. Its carrier holds the header fields of the
 * request to the control plane. A tracing bridge writes the trace context into these fields. The
 * end of the lookup can be read on any thread, but the carrier is not thread-safe.
 */
public final class LookupContext extends SenderContext<Map<String, String>> {
  private volatile @Nullable StageEnd end;

  LookupContext() {
    super((carrier, key, value) -> Objects.requireNonNull(carrier).put(key, value), Kind.CLIENT);
    setCarrier(new HashMap<>());
    setRemoteServiceName("control-plane");
  }

  /** Returns a copy of the header fields that a tracing bridge has written. */
  Map<String, String> fields() {
    return Map.copyOf(Objects.requireNonNull(getCarrier()));
  }

  /** {@return how the lookup ended; empty until it has ended} */
  public Optional<StageEnd> end() {
    return Optional.ofNullable(end);
  }

  void ended(StageEnd value) {
    end = value;
  }
}
