package io.jitpeers.internal;

import io.jitpeers.internal.admission.AdmissionStage;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.provisioning.FirstPackets;
import io.jitpeers.internal.watch.Stage;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the packet sources, and passes changes of the device to the packet sources and the stages.
 */
record Intake(
    PipelineConfig config,
    PeerStore store,
    CurrentDevice device,
    AdmissionStage admission,
    FirstPackets firstPackets,
    Executor sweeper,
    StageWatch stages) {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** Passes the device's listen port to the sources now, and again whenever the port changes. */
  void followDevice() {
    int port = device.get().listenPort();
    config.packetSources().forEach(source -> source.listenPorts(ListenPorts.of(port)));
    TransportSource transport = config.transportSource();
    if (transport != null) {
      transport.listenPorts(ListenPorts.of(port));
    }
    device.onListenPort(
        now -> {
          ListenPorts.tell(now, config.packetSources());
          if (transport != null) {
            ListenPorts.tell(now, transport);
          }
        });
    Stage reader =
        stages.stage("the reader of device changes", "a change of the device may be missed");
    StageProgress progress = reader.visitor();
    store.watchDevice(() -> deviceChanged(progress));
  }

  private void deviceChanged(StageProgress progress) {
    progress.begin();
    try {
      sweeper.execute(device::refresh);
    } catch (RejectedExecutionException e) {
      log.debug("the device changed after closing", e);
    } finally {
      progress.end();
    }
  }

  /**
   * Starts every packet source. Throws {@link IllegalStateException} if the orchestrator is closed
   * meanwhile.
   */
  void start(Lifecycle lifecycle) {
    for (PacketSource source : config.packetSources()) {
      lifecycle.check();
      source.start(admission.handlerOf(source));
      String fallback = firstPackets.fallback(source);
      if (fallback != null) {
        log.warn("packet source {}: {}", source.name(), fallback);
      }
    }
  }
}
