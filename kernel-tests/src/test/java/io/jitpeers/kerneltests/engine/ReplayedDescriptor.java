package io.jitpeers.kerneltests.engine;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** A test or container that was created during the run. */
final class ReplayedDescriptor extends AbstractTestDescriptor {
  private final RunEvent.Registered event;

  ReplayedDescriptor(UniqueId id, RunEvent.Registered event) {
    super(id, event.displayName(), event.source().orElse(null));
    this.event = event;
  }

  @Override
  public Type getType() {
    return event.type();
  }

  @Override
  public String getLegacyReportingName() {
    return event.legacyName();
  }
}
