export { type OtlpGrpcOptions, otlpGrpc, otlpGrpcMethods } from './grpc.ts';
export { type OtlpRoutesOptions, otlpRoutes } from './routes.ts';
