import io.jitpeers.fleet.RedisFleetProvider;
import io.jitpeers.spi.FleetProvider;

/**
 * Keeps, in Valkey or Redis, the data that gateways with the same private key share.
 *
 * @since 0.1.0
 */
@SuppressWarnings("requires-automatic") // Lettuce has a module name, but no descriptor.
module io.jitpeers.fleet {
  requires transitive io.jitpeers.core;
  requires com.google.common;
  requires lettuce.core;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.fleet;

  provides FleetProvider with
      RedisFleetProvider;
}
