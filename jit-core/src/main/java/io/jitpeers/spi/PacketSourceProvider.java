package io.jitpeers.spi;

/** Makes a {@link PacketSource} from settings. Found by {@link java.util.ServiceLoader}. */
public interface PacketSourceProvider extends ComponentProvider<PacketSource> {}
