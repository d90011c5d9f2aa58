package org.elasticsearch.dissect;

/** Of a module that is not on Maven Central. ES|QL catches it. */
public abstract class DissectException extends RuntimeException {
  DissectException(String message) {
    super(message);
  }
}
