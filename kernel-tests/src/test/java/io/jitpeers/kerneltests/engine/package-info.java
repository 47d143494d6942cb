/**
 * A JUnit Platform engine that runs Jupiter's tests on a kernel with WireGuard: the machine's own,
 * or a User-Mode Linux.
 *
 * <p>{@link io.jitpeers.kerneltests.engine.KernelTestEngine} discovers the tests outside; {@link
 * io.jitpeers.kerneltests.engine.UmlRun} boots the kernel; {@link
 * io.jitpeers.kerneltests.engine.InnerMain} runs the tests inside and writes each {@link
 * io.jitpeers.kerneltests.engine.RunEvent} as a line to a file; {@link
 * io.jitpeers.kerneltests.engine.Replay} reports them to the listeners outside.
 */
package io.jitpeers.kerneltests.engine;
