/**
 * A gateway in a Spring Boot application: the orchestrator as a bean, built from properties below
 * {@code jit} and from the application's own beans, with its lifecycle, health, metrics and
 * actuator endpoint.
 */
@org.jspecify.annotations.NullMarked
package io.jitpeers.spring;
