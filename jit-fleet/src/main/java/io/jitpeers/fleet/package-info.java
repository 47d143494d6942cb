/**
 * Keeps, in Valkey or Redis, the data that gateways with the same private key share.
 *
 * <p>{@link io.jitpeers.fleet.RedisFleet} implements {@link io.jitpeers.spi.Fleet}. The setting
 * {@code fleet=redis} selects it. The engine is one server, a primary that Sentinel watches, or a
 * cluster. Supported versions are Redis 6.2, Valkey 7.2, and newer ones.
 *
 * @since 0.1.0
 */
@NullMarked
package io.jitpeers.fleet;

import org.jspecify.annotations.NullMarked;
