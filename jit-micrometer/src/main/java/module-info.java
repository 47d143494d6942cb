/**
 * Meters and observations of an orchestrator, for Micrometer.
 *
 * @since 0.1.0
 */
// Micrometer has no module descriptor, only a fixed automatic name.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.jitpeers.micrometer {
  requires com.google.common;
  requires transitive io.jitpeers.core;
  requires micrometer.commons;
  requires transitive micrometer.core;
  requires transitive micrometer.observation;
  requires static transitive org.jspecify;

  exports io.jitpeers.micrometer;
}
