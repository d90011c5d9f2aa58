import { memoryHealthStore } from "../../../../lambda/adapters/memory/health";
import { healthStoreContract } from "../../../support/health-store-contract";

healthStoreContract("memory", memoryHealthStore);
