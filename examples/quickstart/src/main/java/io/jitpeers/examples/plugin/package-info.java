/**
 * An eviction policy as a plug-in: the policy, its provider, and two lines that let {@link
 * java.util.ServiceLoader} find it, one in {@code META-INF/services} for the class path and one in
 * {@code module-info.java} for the module path. Settings choose the policy by its name:
 *
 * <pre>{@code
 * eviction-policy=visitors,idle
 * eviction-policy.visitors.after=3m
 * eviction-policy.visitors.max-bytes=10000
 * }</pre>
 */
@NullMarked
package io.jitpeers.examples.plugin;

import org.jspecify.annotations.NullMarked;
