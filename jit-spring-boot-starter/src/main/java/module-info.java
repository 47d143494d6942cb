/**
 * A gateway in a Spring Boot application.
 *
 * @since 0.1.0
 */
// Spring and Micrometer have no module descriptors, only fixed automatic names.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.jitpeers.spring {
  // Needed for an annotation that the actuator uses.
  requires static com.fasterxml.jackson.annotation;
  requires transitive io.jitpeers.core;
  requires static transitive io.jitpeers.micrometer;
  requires static transitive micrometer.core;
  requires static transitive micrometer.observation;
  requires spring.beans;
  requires spring.boot;
  requires transitive spring.boot.autoconfigure;
  requires transitive spring.context;
  requires transitive spring.core;
  requires static transitive spring.boot.actuator;
  requires static transitive spring.boot.actuator.autoconfigure;
  requires static transitive spring.boot.health;
  requires static transitive org.jspecify;

  exports io.jitpeers.spring;

  // Spring calls the constructors and methods of configurations.
  opens io.jitpeers.spring;
}
